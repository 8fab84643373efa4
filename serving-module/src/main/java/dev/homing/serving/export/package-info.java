/** The way out: what a data folder holds, as files that others read, and that an import takes back. */
package dev.homing.serving.export;
