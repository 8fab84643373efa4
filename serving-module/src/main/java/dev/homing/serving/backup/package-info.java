/** Copies of a data folder that are made while it is in use, and the way back; for the commands and the maintenance service. */
package dev.homing.serving.backup;
