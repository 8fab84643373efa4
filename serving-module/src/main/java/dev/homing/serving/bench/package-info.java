/** Benchmarks behind {@code homing bench}: each beside a floor measured in the same run; only the command line uses it. */
package dev.homing.serving.bench;
