/** The command line. */
package dev.homing.serving.cli;
