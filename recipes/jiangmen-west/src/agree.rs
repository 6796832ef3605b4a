//! Agreement of two road networks: how much of the other's motorway, trunk and primary length lies near ours, and how far
//! apart the network distances between seats are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::path::Path;

use crate::Result;
use crate::graph::Point;
use crate::pbf::{Road, read_roads};

const NEAR_M: f64 = 500.0;
const CLASSES: [&str; 3] = ["motorway", "trunk", "primary"];
/// A piece of a road is looked up in squares of about this size.
const SQUARE_DEGREES: f64 = 0.01;

pub fn report(ours: &Path, other: &Path, seats: &Path) -> Result<()> {
    let (ours, other) = (read_roads(ours)?, read_roads(other)?);
    println!("Length of the other network with ours within {NEAR_M} m");
    share_near(&ours, &other);
    let seats = read_seats(seats)?;
    let is_assumed = |road: &&Road| road.tags.contains_key("assumed");
    let (assumed, known): (Vec<&Road>, Vec<&Road>) = ours.iter().partition(is_assumed);
    let drawn: Vec<&Road> = other.iter().filter(|road| road.highway() != "construction").collect();

    println!("\nNetwork distances between seats, both networks with our assumed roads");
    let mut lent = pieces_of(&drawn);
    lend(&mut lent, &assumed, &known);
    compare_distances(&Network::new(pieces_of(&ours.iter().collect::<Vec<_>>())), &Network::new(lent), &seats);
    println!("\nWithout assumed roads");
    compare_distances(&Network::new(pieces_of(&known)), &Network::new(pieces_of(&drawn)), &seats);
    Ok(())
}

/// A straight piece of a road.
#[derive(Clone, Copy)]
struct Piece {
    a: Point,
    b: Point,
    /// Road length over straight length.
    stretch: f64,
    motorway: bool,
}

fn pieces_of(roads: &[&Road]) -> Vec<Piece> {
    let pieces = roads.iter().flat_map(|road| {
        let (stretch, motorway) = (road.stretch(), road.highway().starts_with("motorway"));
        road.points.windows(2).map(move |pair| Piece { a: pair[0], b: pair[1], stretch, motorway })
    });
    pieces.filter(|piece| piece.a != piece.b).collect()
}

/// A junction of the two networks may be drawn this far apart.
const SAME_PLACE_M: f64 = 1500.0;
/// All roads of the other network this near to a junction are taken to meet there: its own joints are inferred, and some lack.
const MEET_M: f64 = 400.0;

/// Adds our assumed roads to another network. Where they meet our known roads they are led to the nearest place of the
/// other's; up to 1.5 km away that is the same place drawn elsewhere, and costs nothing.
fn lend(pieces: &mut Vec<Piece>, assumed: &[&Road], known: &[&Road]) {
    let mut ends: BTreeMap<Point, bool> = BTreeMap::new();
    for road in known {
        for point in &road.points {
            *ends.entry(*point).or_insert(true) &= road.highway().starts_with("motorway");
        }
    }
    let joints: BTreeSet<Point> =
        assumed.iter().flat_map(|road| road.points.iter().copied()).filter(|point| ends.contains_key(point)).collect();
    for joint in joints {
        let mut snaps: Vec<Snap> = pieces
            .iter()
            .enumerate()
            .filter(|(_, piece)| piece.motorway == ends[&joint])
            .map(|(index, piece)| snap_to(piece, index, joint))
            .collect();
        snaps.sort_by(|x, y| x.metres.total_cmp(&y.metres));
        let meet = snaps.iter().take_while(|snap| snap.metres <= MEET_M).count().max(1);
        for snap in snaps.into_iter().take(meet) {
            let old = pieces[snap.piece];
            let middle = between(old.a, old.b, snap.part);
            pieces[snap.piece] = Piece { b: middle, ..old };
            pieces.push(Piece { a: middle, ..old });
            let stretch = if snap.metres <= SAME_PLACE_M { 0.0 } else { 1.0 };
            pieces.push(Piece { a: middle, b: joint, stretch, motorway: true });
        }
    }
    pieces.extend(pieces_of(assumed));
}

fn share_near(ours: &[Road], other: &[Road]) {
    let pieces = Squares::new(pieces_of(&ours.iter().collect::<Vec<_>>()));
    // Only where we claim to have a network: the study's surroundings.
    let inside = |p: Point| (111_900_000..113_300_000).contains(&p.lon) && (21_600_000..22_800_000).contains(&p.lat);
    for class in CLASSES {
        let (mut all, mut near) = (0.0, 0.0);
        for road in other.iter().filter(|road| road.highway() == class) {
            for (point, metres) in samples(road).filter(|(point, _)| inside(*point)) {
                all += metres;
                if pieces.nearest(point, 1, |_| true).is_some_and(|snap| snap.metres <= NEAR_M) {
                    near += metres;
                }
            }
        }
        println!("  {class:10} {:7.0} km, {:.0} %", all / 1000.0, 100.0 * near / all);
    }
}

/// Points every 100 m or less, with the metres that each stands for.
fn samples(road: &Road) -> impl Iterator<Item = (Point, f64)> + '_ {
    road.points.windows(2).flat_map(|pair| {
        let length = pair[0].distance_m(pair[1]);
        let count = (length / 100.0).ceil().max(1.0) as usize;
        (0..count).map(move |i| (between(pair[0], pair[1], (i as f64 + 0.5) / count as f64), length / count as f64))
    })
}

fn between(a: Point, b: Point, part: f64) -> Point {
    let mix = |x: i32, y: i32| (f64::from(x) + (f64::from(y) - f64::from(x)) * part).round() as i32;
    Point { lon: mix(a.lon, b.lon), lat: mix(a.lat, b.lat) }
}

/// Pieces by the squares they touch.
struct Squares {
    pieces: Vec<Piece>,
    square: HashMap<(i32, i32), Vec<usize>>,
}

struct Snap {
    piece: usize,
    part: f64,
    metres: f64,
}

fn snap_to(piece: &Piece, index: usize, point: Point) -> Snap {
    let scale = piece.a.degrees().1.to_radians().cos();
    let flat = |p: Point| (f64::from(p.lon) * scale, f64::from(p.lat));
    let ((ax, ay), (bx, by), (px, py)) = (flat(piece.a), flat(piece.b), flat(point));
    let squared = (bx - ax).powi(2) + (by - ay).powi(2);
    let part = if squared > 0.0 { ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / squared } else { 0.0 };
    let part = part.clamp(0.0, 1.0);
    Snap { piece: index, part, metres: between(piece.a, piece.b, part).distance_m(point) }
}

fn square_of(point: Point) -> (i32, i32) {
    let (lon, lat) = point.degrees();
    ((lon / SQUARE_DEGREES).floor() as i32, (lat / SQUARE_DEGREES).floor() as i32)
}

impl Squares {
    fn new(pieces: Vec<Piece>) -> Self {
        let mut square: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
        for (index, piece) in pieces.iter().enumerate() {
            let (a, b) = (square_of(piece.a), square_of(piece.b));
            for x in a.0.min(b.0)..=a.0.max(b.0) {
                for y in a.1.min(b.1)..=a.1.max(b.1) {
                    square.entry((x, y)).or_default().push(index);
                }
            }
        }
        Self { pieces, square }
    }

    /// The nearest piece in the squares around a point.
    fn nearest(&self, point: Point, reach: i32, take: impl Fn(&Piece) -> bool) -> Option<Snap> {
        let (x, y) = square_of(point);
        let around = (x - reach..=x + reach).flat_map(|x| (y - reach..=y + reach).map(move |y| (x, y)));
        around
            .flat_map(|square| self.square.get(&square).into_iter().flatten().copied())
            .filter(|&piece| take(&self.pieces[piece]))
            .map(|piece| snap_to(&self.pieces[piece], piece, point))
            .min_by(|x, y| x.metres.total_cmp(&y.metres))
    }
}

/// Roads in which ends of pieces that share a point meet; other crossings do not.
struct Network {
    squares: Squares,
    at: HashMap<Point, Vec<usize>>,
}

impl Network {
    fn new(pieces: Vec<Piece>) -> Self {
        let mut at: HashMap<Point, Vec<usize>> = HashMap::new();
        for (index, piece) in pieces.iter().enumerate() {
            at.entry(piece.a).or_default().push(index);
            at.entry(piece.b).or_default().push(index);
        }
        Self { squares: Squares::new(pieces), at }
    }

    fn length(&self, piece: usize) -> f64 {
        let piece = &self.squares.pieces[piece];
        piece.a.distance_m(piece.b) * piece.stretch
    }

    /// Where a seat joins: the nearest piece that is not a motorway, within some 5 km. The way there is not counted.
    fn snap(&self, seat: Point) -> Option<Snap> {
        self.squares.nearest(seat, 5, |piece| !piece.motorway)
    }

    /// Metres from one snapped seat to all points.
    fn distances(&self, from: &Snap) -> HashMap<Point, f64> {
        let Piece { a, b, .. } = self.squares.pieces[from.piece];
        let length = self.length(from.piece);
        let mut best: HashMap<Point, f64> = HashMap::new();
        let mut queue = BinaryHeap::new();
        for (point, metres) in [(a, length * from.part), (b, length * (1.0 - from.part))] {
            best.insert(point, metres);
            queue.push(Reverse(((metres * 1000.0) as u64, point)));
        }
        while let Some(Reverse((millimetres, point))) = queue.pop() {
            let so_far = best[&point];
            if millimetres > (so_far * 1000.0) as u64 {
                continue;
            }
            for &piece in &self.at[&point] {
                let Piece { a, b, .. } = self.squares.pieces[piece];
                let next = if a == point { b } else { a };
                let total = so_far + self.length(piece);
                if best.get(&next).is_none_or(|&known| total < known) {
                    best.insert(next, total);
                    queue.push(Reverse(((total * 1000.0) as u64, next)));
                }
            }
        }
        best
    }

    /// Metres between all pairs of seats; `None` where there is no way.
    fn matrix(&self, seats: &[(String, Point)]) -> Vec<Vec<Option<f64>>> {
        let snaps: Vec<Option<Snap>> = seats.iter().map(|(_, seat)| self.snap(*seat)).collect();
        let row = |from: &Option<Snap>| {
            let Some(from) = from else { return vec![None; seats.len()] };
            let reached = self.distances(from);
            let to = |to: &Option<Snap>| {
                let to = to.as_ref()?;
                let Piece { a, b, .. } = self.squares.pieces[to.piece];
                let length = self.length(to.piece);
                let ends = [reached.get(&a).map(|m| m + length * to.part), reached.get(&b).map(|m| m + length * (1.0 - to.part))];
                ends.into_iter().flatten().min_by(f64::total_cmp)
            };
            snaps.iter().map(to).collect()
        };
        snaps.iter().map(row).collect()
    }
}

fn compare_distances(ours: &Network, other: &Network, seats: &[(String, Point)]) {
    let (x, y) = (ours.matrix(seats), other.matrix(seats));
    let mut pairs = Vec::new();
    let (mut only_ours, mut only_other) = (0, 0);
    for i in 0..seats.len() {
        for j in i + 1..seats.len() {
            match (x[i][j], y[i][j]) {
                (Some(x), Some(y)) if y > 2000.0 => pairs.push((x / y, x, y, i, j)),
                (Some(_), None) => only_ours += 1,
                (None, Some(_)) => only_other += 1,
                _ => {}
            }
        }
    }
    if pairs.is_empty() {
        return;
    }
    pairs.sort_by(|p, q| (q.0 - 1.0).abs().total_cmp(&(p.0 - 1.0).abs()));
    let deviation = |share: f64| (pairs[((pairs.len() - 1) as f64 * (1.0 - share)) as usize].0 - 1.0).abs() * 100.0;
    let mean = pairs.iter().map(|pair| pair.0).sum::<f64>() / pairs.len() as f64;
    println!(
        "  {} pairs over 2 km, {only_ours} with a way only in ours, {only_other} only in the other\n  deviation: median {:.1} %, 95th percentile {:.1} %; mean ratio ours / other {mean:.3}",
        pairs.len(),
        deviation(0.5),
        deviation(0.95),
    );
    let mut by_seat: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (ratio, _, _, i, j) in &pairs {
        for seat in [*i, *j] {
            by_seat.entry(&seats[seat].0).or_default().push((ratio - 1.0) * 100.0);
        }
    }
    println!("  worst pairs (ours km, other km, ratio)");
    for (ratio, x, y, i, j) in pairs.iter().take(25) {
        println!("    {} – {}: {:.1} {:.1} {ratio:.2}", seats[*i].0, seats[*j].0, x / 1000.0, y / 1000.0);
    }
    println!("  mean deviation by seat, %");
    let mut rows: Vec<(f64, &str)> =
        by_seat.into_iter().map(|(seat, all)| (all.iter().sum::<f64>() / all.len() as f64, seat)).collect();
    rows.sort_by(|p, q| q.0.abs().total_cmp(&p.0.abs()));
    let rows: Vec<String> = rows.iter().take(12).map(|(mean, seat)| format!("{seat} {mean:+.1}")).collect();
    println!("    {}", rows.join(", "));
}

/// Seats of the study area: rows of `people.csv` with residents.
fn read_seats(path: &Path) -> Result<Vec<(String, Point)>> {
    let mut seats = Vec::new();
    for row in crate::study::read_csv(path)? {
        if row["residents"].parse::<u64>().is_ok_and(|residents| residents > 0) {
            seats.push((row["name_zh"].clone(), Point::new(row["lon"].parse()?, row["lat"].parse()?)));
        }
    }
    Ok(seats)
}
