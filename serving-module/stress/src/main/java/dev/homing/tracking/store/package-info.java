/** Races of what readers ask while the committer changes it. */
package dev.homing.tracking.store;
