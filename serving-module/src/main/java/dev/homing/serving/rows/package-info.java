/** Files of rows, in CSV or JSON lines, and their way into protocol messages. */
package dev.homing.serving.rows;
