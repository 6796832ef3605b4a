// Nearest point of a polyline: pixels in; the point and its distance in pixels out.

export interface Pixel {
  x: number;
  y: number;
}
export interface NearestPoint extends Pixel {
  distance: number;
}

/** The point of several polylines that is nearest to a point; undefined if none has a segment. */
export function nearestPoint(lines: Pixel[][], to: Pixel): NearestPoint | undefined {
  let best: NearestPoint | undefined;
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      const found = nearestOnSegment(line[i - 1]!, line[i]!, to);
      if (!best || found.distance < best.distance) best = found;
    }
  }
  return best;
}

function nearestOnSegment(a: Pixel, b: Pixel, to: Pixel): NearestPoint {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((to.x - a.x) * dx + (to.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.max(0, Math.min(1, along));
  const [x, y] = [a.x + dx * share, a.y + dy * share];
  return { x, y, distance: Math.hypot(x - to.x, y - to.y) };
}
