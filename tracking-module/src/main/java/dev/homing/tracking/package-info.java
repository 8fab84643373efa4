/**
 * The vocabulary of events (types, devices, channels and the other closed sets of values), for every module, and the collectors,
 * for services on the JVM that have events to tell.
 */
package dev.homing.tracking;
