//! Of whom this node knows that they were active today, so that it is not written again with each of
//! their tokens. What it does not remember is written once more, which changes nothing.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use oidc_core::{day::Day, id::UserId};

/// People who are remembered at most: some megabytes. When half of them were added, the other half,
/// which was added before, is forgotten.
const MOST: usize = 50_000;

/// Who was active on the last day that was spoken of.
#[derive(Debug, Default)]
pub struct ActiveToday(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    day: Option<Day>,
    people: HashSet<UserId>,
    earlier: HashSet<UserId>,
}

impl ActiveToday {
    /// Whether it is written down that somebody was active on this day.
    pub(super) fn knows(&self, user: &UserId, day: Day) -> bool {
        let known = self.known();
        known.day == Some(day) && (known.people.contains(user) || known.earlier.contains(user))
    }

    /// It stands in the database.
    pub(super) fn remember(&self, user: &UserId, day: Day) {
        let mut known = self.known();
        if known.day != Some(day) {
            *known = Known {
                day: Some(day),
                ..Known::default()
            };
        }
        if known.people.len() >= MOST / 2 {
            known.earlier = std::mem::take(&mut known.people);
        }
        known.people.insert(user.clone());
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: usize) -> UserId {
        format!("user{number}").parse().unwrap()
    }

    #[test]
    fn somebody_is_known_for_the_day_and_not_for_the_next() {
        let (today, known) = (Day::from_number(20_000), ActiveToday::default());
        assert!(!known.knows(&user(1), today));
        known.remember(&user(1), today);
        assert!(known.knows(&user(1), today) && !known.knows(&user(2), today));
        let tomorrow = today.minus(-1);
        assert!(!known.knows(&user(1), tomorrow));
        known.remember(&user(2), tomorrow);
        assert!(!known.knows(&user(1), tomorrow) && !known.knows(&user(1), today));
    }

    #[test]
    fn no_more_people_are_remembered_than_there_is_room_for() {
        let (today, known) = (Day::from_number(20_000), ActiveToday::default());
        for number in 0..=MOST {
            known.remember(&user(number), today);
        }
        // Half of them stay when one more comes.
        for number in [MOST / 2, MOST - 1, MOST] {
            assert!(known.knows(&user(number), today), "{number}");
        }
        assert!(!known.knows(&user(0), today));
        let known = known.known();
        assert_eq!(known.people.len() + known.earlier.len(), MOST / 2 + 1);
    }
}
