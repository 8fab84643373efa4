/** The training process, seen from outside. */
package dev.homing.serving.training;
