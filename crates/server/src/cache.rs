//! An LRU cache that threads share: computed values by key, up to a number of them.

use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

/// The most recently used values by key.
#[derive(Debug)]
pub(super) struct SharedCache<K: Hash + Eq, V> {
    kept: Mutex<LruCache<K, V>>,
}

impl<K: Hash + Eq, V: Clone> SharedCache<K, V> {
    /// A cache of at most `capacity` values, and of one at least.
    pub(super) fn new(capacity: usize) -> Self {
        Self { kept: Mutex::new(LruCache::new(NonZeroUsize::new(capacity).unwrap_or(NonZeroUsize::MIN))) }
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        self.lock().get(key).cloned()
    }

    pub(super) fn put(&self, key: K, value: V) {
        self.lock().put(key, value);
    }

    /// The value of a key, made by `make` when it is not kept; two threads that ask at once may both make it.
    pub(super) fn get_or<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        if let Some(value) = self.get(&key) {
            return Ok(value);
        }
        let value = make()?;
        self.put(key, value.clone());
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<K, V>> {
        // A thread that panicked leaves a whole cache behind: every change is one call.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_while_it_is_kept_and_again_when_it_was_evicted() {
        let cache = SharedCache::new(1);
        assert_eq!(cache.get_or(1, || Ok::<_, &str>("one")), Ok("one"));
        assert_eq!(cache.get_or(1, || Err("made twice")), Ok("one"));
        cache.put(2, "two");
        assert_eq!(cache.get_or(1, || Err("evicted")), Err("evicted"));
        assert_eq!(cache.get(&2), Some("two"));
    }
}
