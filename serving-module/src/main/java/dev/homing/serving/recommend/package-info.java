/** From a lead's timeline to a ranked list of listings. */
package dev.homing.serving.recommend;
