/** What is known of a lead at request time: events, hot ones from memory and cold ones from the store, and the profile. */
package dev.homing.serving.lead;
