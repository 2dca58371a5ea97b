//! The pages at the root.
