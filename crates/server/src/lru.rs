//! What was used last, up to a number of things: a small cache that forgets the oldest.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most recently used values by key. Looking up takes O(values kept).
#[derive(Debug)]
pub(super) struct LruCache<K, V> {
    most: usize,
    /// From the least to the most recently used.
    kept: Mutex<Vec<(K, V)>>,
}

impl<K: PartialEq, V: Clone> LruCache<K, V> {
    /// Keeps at most so many values.
    pub(super) const fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(Vec::new()) }
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        let mut kept = self.lock();
        let index = kept.iter().position(|(other, _)| other == key)?;
        let found = kept.remove(index);
        let value = found.1.clone();
        kept.push(found);
        Some(value)
    }

    pub(super) fn put(&self, key: K, value: V) {
        let mut kept = self.lock();
        kept.retain(|(other, _)| *other != key);
        if kept.len() >= self.most {
            kept.remove(0);
        }
        kept.push((key, value));
    }

    /// The value of a key, made by `make` when it is not kept; two that ask at once may both make it.
    pub(super) fn get_or<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        if let Some(value) = self.get(&key) {
            return Ok(value);
        }
        let value = make()?;
        self.put(key, value.clone());
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(K, V)>> {
        // What another thread left behind when it panicked is whole: every change is one call.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::LruCache;

    #[test]
    fn the_least_recently_used_is_forgotten() {
        let recent = LruCache::new(2);
        recent.put(1, "one");
        recent.put(2, "two");
        assert_eq!(recent.get(&1), Some("one"));
        recent.put(3, "three");
        assert_eq!([recent.get(&1), recent.get(&2), recent.get(&3)], [Some("one"), None, Some("three")]);
        assert_eq!(recent.get_or(4, || Err("no")), Err("no"));
    }
}
