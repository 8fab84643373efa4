/** The durable store: one committer thread writes it, any thread or process reads it; for features, training and serving. */
package dev.homing.tracking.store;
