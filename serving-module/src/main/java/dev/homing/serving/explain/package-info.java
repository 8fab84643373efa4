/** Why a listing is recommended, or why not: what scores are made of, and sentences made of that. For the recommender. */
package dev.homing.serving.explain;
