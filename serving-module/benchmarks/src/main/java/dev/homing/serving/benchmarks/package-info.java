/** Benchmarks of what the command line does with many rows. */
package dev.homing.serving.benchmarks;
