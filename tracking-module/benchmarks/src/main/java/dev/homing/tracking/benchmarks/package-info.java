/** Benchmarks of what every event goes through before the disk: the codec, and the ring. */
package dev.homing.tracking.benchmarks;
