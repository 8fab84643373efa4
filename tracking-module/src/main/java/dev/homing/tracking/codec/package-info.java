/** Binary layouts: the event flyweight of ring and journal, and the 64-byte timeline record; for every module. */
package dev.homing.tracking.codec;
