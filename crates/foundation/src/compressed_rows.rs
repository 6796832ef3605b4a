//! Compressed rows: lists of different lengths, one after the other in one array.
//!
//! The layout is that of a compressed sparse row matrix. `offsets` has one number more than there are rows, begins with 0,
//! never falls and ends with the number of items; row `r` is `items[offsets[r]..offsets[r + 1]]`. A graph is stored in
//! this way by its nodes with the edges that leave each. Row numbers and item numbers are less than 2^32.

use std::ops::Range;

/// Lists of items by row number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompressedRows<T> {
    offsets: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for CompressedRows<T> {
    fn default() -> Self {
        Self::with_capacity(0, 0)
    }
}

impl<T> CompressedRows<T> {
    /// No row yet, with room for so many rows and items.
    #[must_use]
    pub fn with_capacity(rows: usize, items: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, items: Vec::with_capacity(items) }
    }

    /// Rows from their two arrays; `None` when the offsets are not as the layout demands.
    #[must_use]
    pub fn from_parts(offsets: Vec<u32>, items: Vec<T>) -> Option<Self> {
        let fits = offsets.first() == Some(&0)
            && offsets.is_sorted()
            && offsets.last().is_some_and(|&last| last as usize == items.len());
        fits.then_some(Self { offsets, items })
    }

    /// Adds a row at the end.
    pub fn push_row(&mut self, row: impl IntoIterator<Item = T>) {
        self.items.extend(row);
        self.offsets.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// Adds rows of another list at the end, each item changed by `map`.
    ///
    /// # Panics
    /// When one of the rows does not exist.
    pub fn extend_mapped(&mut self, other: &Self, rows: Range<usize>, map: impl Fn(&T) -> T) {
        let items = other.range_of_rows(rows.clone());
        let (here, there) = (self.items.len(), items.start);
        let moved = |end: &u32| u32::try_from(*end as usize - there + here).unwrap_or(u32::MAX);
        self.offsets.extend(other.offsets[rows.start + 1..=rows.end].iter().map(moved));
        self.items.extend(other.items[items].iter().map(map));
    }

    /// The number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The items of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        &self.items[self.range(row)]
    }

    /// The items of consecutive rows.
    ///
    /// # Panics
    /// When one of the rows does not exist.
    #[inline]
    #[must_use]
    pub fn rows(&self, rows: Range<usize>) -> &[T] {
        &self.items[self.range_of_rows(rows)]
    }

    /// The item numbers of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn range(&self, row: usize) -> Range<usize> {
        self.offsets[row] as usize..self.offsets[row + 1] as usize
    }

    /// The item numbers of consecutive rows.
    ///
    /// # Panics
    /// When one of the rows does not exist.
    #[inline]
    #[must_use]
    pub fn range_of_rows(&self, rows: Range<usize>) -> Range<usize> {
        self.offsets[rows.start] as usize..self.offsets[rows.end] as usize
    }

    /// Where each row begins, and the number of items.
    #[inline]
    #[must_use]
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    /// The items of all rows in order.
    #[inline]
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The bytes of both arrays.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        size_of_val(self.offsets.as_slice()) + size_of_val(self.items.as_slice())
    }
}

impl<T: Copy> CompressedRows<T> {
    /// Rows from pairs of row number and item, by counting: O(rows + pairs), and the items of a row keep their order.
    ///
    /// The pairs are gone through twice.
    ///
    /// # Panics
    /// When a row number is not less than `rows`.
    #[must_use]
    pub fn from_pairs(rows: usize, pairs: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        let mut offsets = vec![0_u32; rows + 1];
        for (row, _) in pairs.clone() {
            offsets[row + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut offsets {
            sum += *count;
            *count = sum;
        }
        let Some((_, filler)) = pairs.clone().next() else { return Self { offsets, items: Vec::new() } };
        let mut next = offsets.clone();
        let mut items = vec![filler; sum as usize];
        for (row, item) in pairs {
            let slot = &mut next[row];
            items[*slot as usize] = item;
            *slot += 1;
        }
        Self { offsets, items }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_order_within_a_row() {
        let rows = CompressedRows::from_pairs(4, [(2, 'a'), (0, 'b'), (2, 'c')].into_iter());
        assert_eq!((rows.row(0), rows.row(1), rows.row(2), rows.row(3)), (&['b'][..], &[][..], &['a', 'c'][..], &[][..]));
        assert_eq!(rows.rows(1..4), ['a', 'c']);
        assert_eq!(rows.range(2), 1..3);
        let mut pushed = CompressedRows::default();
        for row in [&['b'][..], &[], &['a', 'c'], &[]] {
            pushed.push_row(row.iter().copied());
        }
        assert_eq!(pushed, rows);
        pushed.extend_mapped(&rows, 1..3, char::to_ascii_uppercase);
        assert_eq!((pushed.row_count(), pushed.row(4), pushed.row(5)), (6, &[][..], &['A', 'C'][..]));
    }

    #[test]
    fn arrays_that_do_not_fit_each_other_are_refused() {
        assert!(CompressedRows::from_parts(vec![0, 1, 3], vec![7, 8, 9]).is_some());
        for offsets in [vec![], vec![1, 3], vec![0, 2, 1, 3], vec![0, 2]] {
            assert_eq!(CompressedRows::from_parts(offsets, vec![7, 8, 9]), None);
        }
        assert_eq!(CompressedRows::<u8>::default().row_count(), 0);
        assert_eq!(CompressedRows::<u8>::from_pairs(0, std::iter::empty()).row_count(), 0);
    }
}
