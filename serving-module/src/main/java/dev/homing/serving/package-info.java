/** The engine behind the services: opened by the server and by every command that works on a data folder. */
package dev.homing.serving;
