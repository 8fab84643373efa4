/** Latency of RPCs and stages, measured for all calls and told as it is. */
package dev.homing.serving.latency;
