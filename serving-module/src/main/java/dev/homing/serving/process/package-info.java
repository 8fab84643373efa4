/**
 * Processes and how they end: other mains of ours with the flags of this JVM, orderly shutdown, folders that go with it and files
 * that outlive it whole.
 */
package dev.homing.serving.process;
