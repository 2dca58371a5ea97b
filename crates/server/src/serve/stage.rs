//! How far a connection is with its request, which decides who makes room for a newcomer.

use std::sync::atomic::{AtomicU64, Ordering};

/// In the order in which connections make room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// It has not sent the head of a request yet.
    Waiting,
    /// It has been answered and may ask again.
    Idle,
    /// The body of its request is arriving.
    Receiving,
    /// Its answer is being sent.
    Answering,
    /// Its request is being worked on: never ended for somebody else, and bounded in time by
    /// `http.request_timeout`.
    Working,
}

/// The stage in the upper bits; below it a number that grows with every step anywhere. So the
/// smallest value is the one that makes room first: by stage, then the oldest.
#[derive(Debug)]
pub(super) struct Progress(AtomicU64);

/// A stage as it was read; to be ended only if nothing has happened since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64);

const ENDED: u64 = u64::MAX;
const STAGE_SHIFT: u32 = 60;

impl Stage {
    fn word(self) -> u64 {
        static STEPS: AtomicU64 = AtomicU64::new(0);
        let step = STEPS.fetch_add(1, Ordering::Relaxed);
        ((self as u64) << STAGE_SHIFT) | step
    }
}

impl Progress {
    /// Of a new connection.
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(Stage::Waiting.word()))
    }

    /// Goes on to a stage. False: the connection was ended for somebody else before.
    pub(super) fn enter(&self, stage: Stage) -> bool {
        self.change(stage, |word| word != ENDED)
    }

    /// Goes on from one stage to another; does nothing in any other stage.
    pub(super) fn advance(&self, from: Stage, to: Stage) {
        self.change(to, |word| {
            word != ENDED && word >> STAGE_SHIFT == from as u64
        });
    }

    fn change(&self, to: Stage, allowed: impl Fn(u64) -> bool) -> bool {
        let to = to.word();
        let change = |word| allowed(word).then_some(to);
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, change)
            .is_ok()
    }

    /// Whether a request has begun to be answered on it.
    pub(super) fn is_waiting(&self) -> bool {
        self.0.load(Ordering::Acquire) >> STAGE_SHIFT == Stage::Waiting as u64
    }

    /// Its place in the order; none when it may not be ended.
    pub(super) fn rank(&self) -> Option<Rank> {
        let word = self.0.load(Ordering::Acquire);
        (word >> STAGE_SHIFT < Stage::Working as u64).then_some(Rank(word))
    }

    /// Ends it, if it is still where it was. Of two who want this, one gets it.
    pub(super) fn end(&self, rank: Rank) -> bool {
        self.0
            .compare_exchange(rank.0, ENDED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_ones_make_room_before_idle_ones_and_those_before_half_sent_ones() {
        let stages = [
            Stage::Answering,
            Stage::Receiving,
            Stage::Idle,
            Stage::Waiting,
        ];
        let ranks = stages.map(|stage| {
            let progress = Progress::new();
            assert!(progress.enter(stage));
            progress.rank().unwrap()
        });
        assert!(ranks.is_sorted_by(|earlier, later| earlier > later));
    }

    #[test]
    fn the_oldest_of_a_stage_makes_room_first() {
        let (older, younger) = (Progress::new(), Progress::new());
        assert!(older.rank() < younger.rank());
        older.enter(Stage::Idle);
        younger.enter(Stage::Idle);
        older.enter(Stage::Idle);
        assert!(older.rank() > younger.rank());
    }

    #[test]
    fn what_is_worked_on_is_not_ended() {
        let progress = Progress::new();
        let before = progress.rank().unwrap();
        assert!(progress.enter(Stage::Working));
        assert_eq!(progress.rank(), None);
        assert!(!progress.end(before), "it has gone on since");
    }

    #[test]
    fn what_was_ended_does_not_go_on() {
        let progress = Progress::new();
        assert!(progress.end(progress.rank().unwrap()));
        assert!(!progress.enter(Stage::Receiving));
        progress.advance(Stage::Waiting, Stage::Idle);
        assert_eq!(progress.rank(), None);
    }

    #[test]
    fn a_late_end_of_a_request_does_not_take_back_its_answer() {
        let progress = Progress::new();
        progress.enter(Stage::Receiving);
        progress.enter(Stage::Answering);
        progress.advance(Stage::Receiving, Stage::Working);
        assert!(progress.rank().is_some(), "still answering");
    }
}
