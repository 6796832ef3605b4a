//! Sparse rows: lists for few of the numbers `0..n`, with a bitmap that answers "no row" without a search.
//!
//! Unlike [`CompressedRows`](tongda_foundation::compressed_rows::CompressedRows), memory grows with the keys that have a row,
//! so that a view of a large network with few changes stays small.

/// Rows of values for some of the numbers `0..n`.
#[derive(Clone, Debug)]
pub(super) struct SparseRows<T> {
    bits: Vec<u64>,
    keys: Vec<u32>,
    first: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy> SparseRows<T> {
    /// Rows from pairs of number and value, which must be sorted by number.
    pub(super) fn new(pairs: &[(u32, T)]) -> Self {
        let mut rows = Self { bits: Vec::new(), keys: Vec::new(), first: Vec::new(), values: Vec::new() };
        let highest = pairs.last().map_or(0, |(key, _)| *key as usize / 64 + 1);
        rows.bits.resize(highest, 0);
        for &(key, value) in pairs {
            if rows.keys.last() != Some(&key) {
                rows.bits[key as usize / 64] |= 1 << (key % 64);
                rows.keys.push(key);
                rows.first.push(u32::try_from(rows.values.len()).unwrap_or(u32::MAX));
            }
            rows.values.push(value);
        }
        rows.first.push(u32::try_from(rows.values.len()).unwrap_or(u32::MAX));
        rows
    }

    /// The values of a number; empty when it has no row.
    #[inline]
    pub(super) fn row(&self, key: u32) -> &[T] {
        let present = self.bits.get(key as usize / 64).is_some_and(|word| word >> (key % 64) & 1 == 1);
        if present { self.found(key) } else { &[] }
    }

    fn found(&self, key: u32) -> &[T] {
        let Ok(index) = self.keys.binary_search(&key) else { return &[] };
        &self.values[self.first[index] as usize..self.first[index + 1] as usize]
    }

    /// All numbers that have a row, with their rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &[T])> {
        self.keys.iter().map(|&key| (key, self.found(key)))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back() {
        let rows = SparseRows::new(&[(3, 'a'), (3, 'b'), (200, 'c')]);
        assert_eq!(rows.row(3), ['a', 'b']);
        assert_eq!(rows.row(200), ['c']);
        assert_eq!(rows.row(4), []);
        assert_eq!(rows.row(100_000), []);
        assert_eq!(rows.iter().count(), 2);
        assert!(SparseRows::<u8>::new(&[]).is_empty());
    }
}
