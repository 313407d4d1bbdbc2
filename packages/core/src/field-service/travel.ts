/** A point on the earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_KM = 6_371;
/** Roads are longer than the line through the air, by so much on average. */
const DETOUR = 1.3;

/** Length of the way through the air, in kilometres. */
export function distanceKm(from: Place, to: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord = half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(to.longitude - from.longitude));
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/**
 * Minutes for the way, rounded up. A way round is never shorter than the direct one, so whoever drops out of a tour
 * makes nobody late.
 */
export function travelMinutes(from: Place, to: Place, speedKmh: number): number {
  // What floating point adds to a whole minute must not make another one of it.
  return Math.ceil((distanceKm(from, to) * DETOUR * 60) / speedKmh - 1e-6);
}
