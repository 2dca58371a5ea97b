//! A map in many parts, of which copies share those that are alike: a change of one entry among a
//! hundred thousand copies the part it is in and no other.

use std::{
    borrow::Borrow,
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, Hash},
    sync::Arc,
};

/// How many parts. With a hundred thousand entries each holds a hundred, and copying the list of
/// parts takes about as long as copying one of them.
const PARTS: usize = 1_024;

/// The map.
#[derive(Debug, Clone)]
pub(super) struct Shards<K, V> {
    parts: Vec<Arc<HashMap<K, V>>>,
    hasher: RandomState,
}

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        Self {
            parts: vec![Arc::default(); PARTS],
            hasher: RandomState::new(),
        }
    }
}

impl<K: Eq + Hash, V> Shards<K, V> {
    /// What stands there.
    pub(super) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.parts.get(self.place(key))?.get(key)
    }

    /// Every value, in no order.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.parts.iter().flat_map(|part| part.values())
    }

    fn place<Q: Hash + ?Sized>(&self, key: &Q) -> usize {
        let parts = self.parts.len() as u64;
        usize::try_from(self.hasher.hash_one(key) % parts.max(1)).unwrap_or_default()
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Shards<K, V> {
    /// Puts a value there; what stood there before.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.part(&key)?.insert(key, value)
    }

    /// Takes out what stands there.
    pub(super) fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // A part that does not hold it need not be copied.
        self.get(key)?;
        self.part(key)?.remove(key)
    }

    fn part<Q: Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut HashMap<K, V>> {
        let place = self.place(key);
        self.parts.get_mut(place).map(Arc::make_mut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(entries: u32) -> Shards<String, Arc<u32>> {
        let mut shards = Shards::default();
        for number in 0..entries {
            shards.insert(number.to_string(), Arc::new(number));
        }
        shards
    }

    /// How many parts two maps do not share.
    fn own_parts<K, V>(one: &Shards<K, V>, other: &Shards<K, V>) -> usize {
        let parts = one.parts.iter().zip(&other.parts);
        parts
            .filter(|(one, other)| !Arc::ptr_eq(one, other))
            .count()
    }

    #[test]
    fn a_change_copies_one_part_and_no_value_of_another_key() {
        let before = filled(5_000);
        let mut after = before.clone();
        assert_eq!(own_parts(&before, &after), 0);
        after.insert("7".to_owned(), Arc::new(8));
        assert_eq!(own_parts(&before, &after), 1);
        assert_eq!(before.get("7").map(|value| **value), Some(7));
        assert_eq!(after.get("7").map(|value| **value), Some(8));
        for number in (0..5_000).filter(|number| *number != 7) {
            let key = number.to_string();
            let (one, other) = (before.get(&key).unwrap(), after.get(&key).unwrap());
            assert!(Arc::ptr_eq(one, other), "{key}");
        }
    }

    #[test]
    fn what_is_not_there_is_taken_out_without_a_copy() {
        let before = filled(50);
        let mut after = before.clone();
        assert_eq!(after.remove("50"), None);
        assert_eq!(own_parts(&before, &after), 0);
        assert_eq!(after.remove("49").map(|value| *value), Some(49));
        assert_eq!(after.get("49"), None);
        assert!(before.get("49").is_some());
        assert_eq!((before.values().count(), after.values().count()), (50, 49));
    }

    #[test]
    fn entries_spread_over_the_parts() {
        let shards = filled(100_000);
        let fullest = shards.parts.iter().map(|part| part.len()).max();
        assert!(fullest.is_some_and(|most| most < 200), "{fullest:?}");
    }
}
