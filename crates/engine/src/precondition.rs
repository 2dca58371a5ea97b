//! What a change was decided on: whoever changes something may say what it must still be.

/// What must hold of what is there when a change is written; asked in the transaction that writes
/// it, so that of two changes made on the same state only one is written.
pub struct Precondition<'a, T: ?Sized>(Option<&'a (dyn Fn(&T) -> bool + Sync)>);

impl<'a, T: ?Sized> Precondition<'a, T> {
    /// The change is made on whatever is there.
    pub const NONE: Self = Self(None);

    /// The change is made if this holds.
    pub const fn that(holds: &'a (dyn Fn(&T) -> bool + Sync)) -> Self {
        Self(Some(holds))
    }

    /// Whether nothing must hold.
    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the change may be written on this.
    pub fn holds(&self, found: &T) -> bool {
        self.0.is_none_or(|holds| holds(found))
    }
}

impl<T: ?Sized> std::fmt::Debug for Precondition<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() {
            "Precondition"
        } else {
            "NONE"
        })
    }
}
