/** Processes that this one starts: other mains of ours, with the flags of this JVM. */
package dev.homing.serving.process;
