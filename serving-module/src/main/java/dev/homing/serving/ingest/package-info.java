/** The way in: protocol messages are checked, encoded into the ring, and their calls answered when the disk has them. */
package dev.homing.serving.ingest;
