//! Why scripts cannot be joined.

/// Scripts that cannot be joined: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum Unjoinable {
    /// It is imported and is not there.
    #[error("{0} is imported, and is not there")]
    Missing(String),
    /// It needs itself before it can run.
    #[error("{0} imports itself, by others")]
    Circle(String),
    /// It holds what is not understood.
    #[error("{0}: {1}")]
    Form(String, String),
    /// It is imported from a module that does not export it.
    #[error("{0} imports {1} from {2}, which exports no such thing")]
    NotExported(String, String, String),
    /// It is loaded by its address, and would be another one than is joined.
    #[error("{0} loads {1} later, which is among what is joined")]
    Later(String, String),
    /// Two modules export it, and others import both.
    #[error("{0} is exported by {1} and by {2}, which others import both")]
    Ambiguous(String, String, String),
}
