/** Benchmarks of what runs in every request: reading a timeline, extracting features, solving a lead's vector. */
package dev.homing.features.benchmarks;
