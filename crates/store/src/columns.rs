//! From columns to the types of `oidc-core`, by position: a look-up by name would cost more than
//! the statement is long. What does not parse is `Corrupt`, by column name, without its value.

use std::{error::Error, str::FromStr};

use oidc_core::time::{Lifetime, Timestamp};
use sqlx::{ColumnIndex, Database, Decode, Row, Type, error::BoxDynError};

use crate::unreadable::Unreadable;

/// A value that spans several columns.
pub(crate) trait FromColumns<'r, R: Row>: Sized {
    /// How many columns.
    const WIDTH: usize;
    /// Reads them from position `at` on.
    fn from_columns(row: &'r R, at: usize) -> Result<Self, sqlx::Error>;
}

/// A value that spans the whole row.
pub(crate) struct Whole<T>(pub(crate) T);

impl<'r, R: Row, T: FromColumns<'r, R>> sqlx::FromRow<'r, R> for Whole<T> {
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        T::from_columns(row, 0).map(Self)
    }
}

/// A row by itself: one that cannot be read is told by name and takes no other row with it. Its
/// first column is its id.
pub(crate) struct Each<T>(pub(crate) Result<T, Unreadable>);

impl<'r, R: Row, T: FromColumns<'r, R>> FromColumns<'r, R> for Each<T>
where
    usize: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    const WIDTH: usize = T::WIDTH;

    fn from_columns(row: &'r R, at: usize) -> Result<Self, sqlx::Error> {
        match T::from_columns(row, at) {
            Ok(value) => Ok(Self(Ok(value))),
            Err(sqlx::Error::ColumnDecode { index, .. }) => Ok(Self(Err(Unreadable {
                id: name(row, at),
                what: index,
            }))),
            Err(other) => Err(other),
        }
    }
}

/// The id of a row for the log: text as it stands, bytes in hexadecimal.
fn name<'r, R: Row>(row: &'r R, at: usize) -> String
where
    usize: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    use std::fmt::Write;
    if let Ok(text) = row.try_get::<String, _>(at) {
        return text;
    }
    let bytes = row.try_get::<Vec<u8>, _>(at).unwrap_or_default();
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

macro_rules! side_by_side {
    ($($part:ident),+) => {
        impl<'r, R: Row, $($part: FromColumns<'r, R>),+> FromColumns<'r, R> for ($($part,)+) {
            const WIDTH: usize = 0 $(+ $part::WIDTH)+;
            fn from_columns(row: &'r R, mut at: usize) -> Result<Self, sqlx::Error> {
                Ok(($({
                    let part = $part::from_columns(row, at)?;
                    at += $part::WIDTH;
                    let _ = at;
                    part
                },)+))
            }
        }
    };
}
side_by_side!(A, B);
side_by_side!(A, B, C);

/// How one column becomes a value.
pub(crate) trait Column {
    /// What it becomes.
    type Value;
    /// The value.
    fn value(self) -> Self::Value;
}

impl<C: Column> Column for Option<C> {
    type Value = Option<C::Value>;
    fn value(self) -> Self::Value {
        self.map(C::value)
    }
}

/// Columns that are what they become.
macro_rules! plain {
    ($($plain:ty),*) => {$(
        impl Column for $plain {
            type Value = Self;
            fn value(self) -> Self { self }
        }
    )*};
}
plain!(bool, i64, String, Vec<u8>);

impl<T> Column for sqlx::types::Json<T> {
    type Value = T;
    fn value(self) -> T {
        self.0
    }
}

/// Bytes that are an id, a digest or a salt.
pub(crate) struct Bytes<T>(T);

/// Text that is one of a closed set, or an id, or an address.
pub(crate) struct Text<T>(T);

/// Milliseconds since the epoch.
pub(crate) struct Time(Timestamp);

/// A span in milliseconds.
pub(crate) struct Span(Lifetime);

/// A number that is never negative.
pub(crate) struct Count(u32);

impl<T> Column for Bytes<T> {
    type Value = T;
    fn value(self) -> T {
        self.0
    }
}

impl<T> Column for Text<T> {
    type Value = T;
    fn value(self) -> T {
        self.0
    }
}

impl Column for Time {
    type Value = Timestamp;
    fn value(self) -> Timestamp {
        self.0
    }
}

impl Column for Span {
    type Value = Lifetime;
    fn value(self) -> Lifetime {
        self.0
    }
}

impl Column for Count {
    type Value = u32;
    fn value(self) -> u32 {
        self.0
    }
}

impl<'r, D: Database, T> Decode<'r, D> for Bytes<T>
where
    &'r [u8]: Decode<'r, D>,
    T: TryFrom<&'r [u8], Error: Error + Send + Sync + 'static>,
{
    fn decode(value: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(T::try_from(<&[u8]>::decode(value)?)?))
    }
}

impl<'r, D: Database, T> Decode<'r, D> for Text<T>
where
    &'r str: Decode<'r, D>,
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    fn decode(value: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<&str>::decode(value)?.parse()?))
    }
}

macro_rules! number {
    ($($name:ident: $from:expr;)*) => {$(
        impl<'r, D: Database> Decode<'r, D> for $name
        where
            i64: Decode<'r, D>,
        {
            fn decode(value: D::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let convert: fn(i64) -> Result<Self, std::num::TryFromIntError> = $from;
                Ok(convert(i64::decode(value)?)?)
            }
        }
        typed!([] $name as i64);
    )*};
}

macro_rules! typed {
    ([$($generic:ident)?] $name:ty as $like:ty) => {
        impl<D: Database $(, $generic)?> Type<D> for $name
        where
            $like: Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                <$like as Type<D>>::type_info()
            }
            fn compatible(ty: &D::TypeInfo) -> bool {
                <$like as Type<D>>::compatible(ty)
            }
        }
    };
}

typed!([T] Bytes<T> as Vec<u8>);
typed!([T] Text<T> as String);
number! {
    Time: |millis| Ok(Self(Timestamp::from_millis(millis)));
    Span: |millis| Ok(Self(Lifetime::millis(millis)));
    Count: |number| u32::try_from(number).map(Self);
}

/// One column of a row, with its name for the error.
pub(crate) fn column<'r, R, C>(row: &'r R, at: usize, name: &str) -> Result<C::Value, sqlx::Error>
where
    R: Row,
    usize: ColumnIndex<R>,
    C: Column + Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get::<C, _>(at)
        .map(C::value)
        .map_err(|error| match error {
            sqlx::Error::ColumnDecode { source, .. } => sqlx::Error::ColumnDecode {
                index: name.to_owned(),
                source,
            },
            other => other,
        })
}

/// Says which columns make a value, in their order in the statement.
macro_rules! columns {
    ($table:literal => $name:ident { $($field:ident: $column:ty),+ $(,)? }) => {
        impl<'r, R: sqlx::Row> $crate::columns::FromColumns<'r, R> for $name
        where
            usize: sqlx::ColumnIndex<R>,
            $($column: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)+
        {
            const WIDTH: usize = [$(stringify!($field)),+].len();

            fn from_columns(row: &'r R, at: usize) -> Result<Self, sqlx::Error> {
                let mut at = at..;
                let mut next = || at.next().unwrap_or_default();
                Ok(Self {$(
                    $field: $crate::columns::column::<R, $column>(
                        row,
                        next(),
                        concat!($table, ".", stringify!($field)),
                    )?,
                )+})
            }
        }
    };
}
pub(crate) use columns;

/// A single column.
macro_rules! single {
    ($($value:ty),*) => {$(
        impl<'r, R: Row> FromColumns<'r, R> for $value
        where
            usize: ColumnIndex<R>,
            $value: Decode<'r, R::Database> + Type<R::Database>,
        {
            const WIDTH: usize = 1;
            fn from_columns(row: &'r R, at: usize) -> Result<Self, sqlx::Error> {
                row.try_get(at)
            }
        }
    )*};
}
single!(bool, i64, Option<i64>, String, Vec<u8>);
