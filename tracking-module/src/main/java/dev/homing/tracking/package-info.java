/** The vocabulary of events: types, devices, channels and the other closed sets of values; for every module. */
package dev.homing.tracking;
