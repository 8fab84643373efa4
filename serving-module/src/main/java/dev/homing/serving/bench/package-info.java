/** Benchmarks behind {@code homing bench}: each beside a floor that is measured in the same run, for nobody but the command line. */
package dev.homing.serving.bench;
