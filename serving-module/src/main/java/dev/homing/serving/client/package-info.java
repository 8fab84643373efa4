/** A client of the services, for commands that bring data: the same whether a server is on the network or in this process. */
package dev.homing.serving.client;
