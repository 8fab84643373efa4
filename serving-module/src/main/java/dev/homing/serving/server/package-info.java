/** The network server and its command. */
package dev.homing.serving.server;
