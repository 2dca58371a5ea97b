//! In which order a list is: by one of its keys, up or down. What has no such value comes last either
//! way, and what is equal is told apart by its id, so that pages lose and repeat nothing.
//!
//! Whether a letter is a capital does not count: for addresses and user names whatever the letter, for
//! names the letters of ASCII, which both databases fold alike.

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order<K> {
    /// By what.
    pub by: K,
    /// Up or down.
    pub direction: Direction,
}

impl<K> Order<K> {
    /// The largest first.
    pub const fn descending(by: K) -> Self {
        Self {
            by,
            direction: Direction::Descending,
        }
    }
}

/// What accounts are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKey {
    /// When they were made.
    CreatedAt,
    /// The full name.
    Name,
    /// The address to sign in with.
    PrimaryEmail,
    /// The name to sign in with.
    Username,
    /// When the person last signed in.
    LastSignInAt,
}

/// What accounts are ordered by, as programs of the management API call it.
pub const OF_ACCOUNTS: [(&str, AccountKey); 5] = [
    ("createdAt", AccountKey::CreatedAt),
    ("name", AccountKey::Name),
    ("primaryEmail", AccountKey::PrimaryEmail),
    ("username", AccountKey::Username),
    ("lastSignInAt", AccountKey::LastSignInAt),
];

/// What applications are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationKey {
    /// When they were made.
    CreatedAt,
    /// The name people see.
    Name,
    /// When a person last signed in to them, or one of their secrets was last used.
    LastUsedAt,
}

/// What applications are ordered by, as programs call it.
pub const OF_APPLICATIONS: [(&str, ApplicationKey); 3] = [
    ("createdAt", ApplicationKey::CreatedAt),
    ("name", ApplicationKey::Name),
    ("lastUsedAt", ApplicationKey::LastUsedAt),
];

/// What roles and APIs are ordered by: there are few, and they are ordered in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedKey {
    /// When they were made.
    CreatedAt,
    /// The name.
    Name,
}

/// What roles and APIs are ordered by, as programs call it.
pub const OF_NAMED: [(&str, NamedKey); 2] =
    [("createdAt", NamedKey::CreatedAt), ("name", NamedKey::Name)];

impl Direction {
    /// Orders a list in memory.
    pub fn sort<T, K: Ord>(self, list: &mut [T], key: impl Fn(&T) -> K) {
        match self {
            Self::Ascending => list.sort_by_cached_key(key),
            Self::Descending => list.sort_by_cached_key(|item| std::cmp::Reverse(key(item))),
        }
    }
}
