/** A lead's events at request time: hot ones from memory, cold ones from the store. */
package dev.homing.serving.lead;
