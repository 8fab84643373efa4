/** The demo: an invented market whose leads have hidden tastes, and a walk through what the product makes of it. */
package dev.homing.serving.demo;
