//! The rows of both databases as the readers of records, and their arguments as the writers.
//!
//! Columns are read by position: a look-up by name would cost more than the statement is long. What
//! does not parse is `Corrupt`, by column name, without its value.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::borrow::Cow;

use oidc_core::record::{Columns, Reader, Writer};

use crate::unreadable::Unreadable;

/// What is read from a row. `cells` begins at its first column, each time it is called.
pub(crate) trait FromCells: Sized {
    /// Reads it.
    fn from_cells<C: Reader>(cells: impl Fn() -> C) -> Result<Self, C::Error>;
}

impl<T: Columns> FromCells for T {
    fn from_cells<C: Reader>(cells: impl Fn() -> C) -> Result<Self, C::Error> {
        T::read(&mut cells())
    }
}

/// A row by itself: one that cannot be read is told by name and takes no other row with it. Its
/// first column is its id.
pub(crate) struct Each<T>(pub(crate) Result<T, Unreadable>);

impl<T: Columns> FromCells for Each<T> {
    fn from_cells<C: Reader>(cells: impl Fn() -> C) -> Result<Self, C::Error> {
        match T::read(&mut cells()) {
            Ok(value) => Ok(Self(Ok(value))),
            Err(error) => {
                let Some(column) = C::column_of(&error) else {
                    return Err(error);
                };
                Ok(Self(Err(Unreadable {
                    id: id(&mut cells(), &mut cells()),
                    what: column.to_owned(),
                })))
            }
        }
    }
}

/// A row by itself, and its id, which is the first column and is there whatever cannot be read: the
/// next page of a list begins after it.
pub(crate) struct Numbered<I, T> {
    pub(crate) id: I,
    pub(crate) row: Each<T>,
}

impl<I: Columns, T: Columns> FromCells for Numbered<I, T> {
    fn from_cells<C: Reader>(cells: impl Fn() -> C) -> Result<Self, C::Error> {
        let id = I::read(&mut cells())?;
        let row = Each::from_cells(cells)?;
        Ok(Self { id, row })
    }
}

/// The id of a row for the log: text as it stands, bytes in hexadecimal.
fn id<R: Reader>(text: &mut R, bytes: &mut R) -> String {
    use std::fmt::Write;
    if let Ok(Some(text)) = text.text(|text| Ok(text.to_owned())) {
        return text;
    }
    let hex = bytes.bytes(|bytes| {
        Ok(bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
    });
    hex.ok().flatten().unwrap_or_default()
}

/// One argument of a statement.
pub(crate) trait Argument {
    /// Writes it.
    fn write<W: Writer>(self, writer: &mut W) -> Result<(), W::Error>;
}

macro_rules! argument {
    ($type:ty, $method:ident, |$value:ident| $written:expr) => {
        impl Argument for $type {
            fn write<W: Writer>(self, writer: &mut W) -> Result<(), W::Error> {
                Some(self).write(writer)
            }
        }

        impl Argument for Option<$type> {
            fn write<W: Writer>(self, writer: &mut W) -> Result<(), W::Error> {
                writer.$method(self.map(|$value| $written))
            }
        }
    };
}
argument!(bool, truth, |value| value);
argument!(i64, number, |value| value);
argument!(&str, text, |value| Cow::Borrowed(value));
argument!(&[u8], bytes, |value| value);
argument!(String, text, |value| Cow::Owned(value));
