//! Nouns that stand in a table, one row each. `#[derive(Record)]` makes the statements of the table
//! from the struct, and the way into its row and back; which database it is, only a [`Writer`] and a
//! [`Reader`] know.
//!
//! ```text
//! #[record(table = "clients")]            the table
//! #[record(also(state = State::Waiting))] another column that is written, and never read
//!
//! #[record(key)]                          finds the row; the first field where none is marked
//! #[record(fixed)]                        written once, left alone by an update
//! #[record(json)]                         any serde type, as JSON
//! #[record(parts(ip, agent))]             a struct, of which these fields are columns of the table
//! #[record(column = "user_id")]           named otherwise than its field
//! #[record(column = "user_id", stored = Option<UserId>, get = …, make = …)]
//!                                         stands there as another type: `get` is an `Option<&_>`
//!                                         of it, `make` may use all columns by their names
//! ```

use std::{borrow::Cow, error::Error};

pub use record_derive::Record;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;
use url::Url;

/// Why what stands in a column is not understood. It is not shown: it may hold the value.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Takes the values of a row, one after the other, in what both databases share.
pub trait Writer {
    /// A value that cannot be written.
    type Error;

    /// A truth value.
    fn truth(&mut self, value: Option<bool>) -> Result<(), Self::Error>;
    /// A number.
    fn number(&mut self, value: Option<i64>) -> Result<(), Self::Error>;
    /// Text.
    fn text(&mut self, value: Option<Cow<'_, str>>) -> Result<(), Self::Error>;
    /// Bytes.
    fn bytes(&mut self, value: Option<&[u8]>) -> Result<(), Self::Error>;
    /// JSON.
    fn json<T: Serialize>(&mut self, value: Option<&T>) -> Result<(), Self::Error>;
}

/// Gives the values of a row, one after the other. A clone goes on from the same place by itself.
pub trait Reader: Clone {
    /// A value that cannot be read.
    type Error;

    /// The column that could not be read, if that is what went wrong.
    fn column_of(error: &Self::Error) -> Option<&str>;

    /// Says which column is the next, as it shall be called when it cannot be read; by its name in
    /// the statement when nothing is said.
    fn name(&mut self, name: &'static str);
    /// Whether the next column is empty. It stays the next.
    fn is_null(&self) -> Result<bool, Self::Error>;
    /// Passes over so many columns.
    fn skip(&mut self, columns: usize);

    /// A truth value.
    fn truth(&mut self) -> Result<Option<bool>, Self::Error>;
    /// A number.
    fn number(&mut self) -> Result<Option<i64>, Self::Error>;
    /// What is made of text.
    fn text<T>(
        &mut self,
        make: impl FnOnce(&str) -> Result<T, Cause>,
    ) -> Result<Option<T>, Self::Error>;
    /// What is made of bytes.
    fn bytes<T>(
        &mut self,
        make: impl FnOnce(&[u8]) -> Result<T, Cause>,
    ) -> Result<Option<T>, Self::Error>;
    /// What stands there as JSON.
    fn json<T: DeserializeOwned + 'static>(&mut self) -> Result<Option<T>, Self::Error>;

    /// That the column that was read last holds what is not understood.
    fn refuse(&self, cause: Cause) -> Self::Error;
}

/// What is written into one column, which is empty when there is none.
pub trait Value: Sized {
    /// Writes it.
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error>;
    /// Reads it.
    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error>;
}

/// What one column holds: a value, or one that may be missing.
pub trait Column: Sized {
    /// Writes it.
    fn write<W: Writer>(&self, writer: &mut W) -> Result<(), W::Error>;
    /// Reads it.
    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error>;
}

/// What is read from columns that stand side by side.
pub trait Columns: Sized {
    /// Reads it.
    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error>;
}

/// A row of a table.
pub trait Record: Columns {
    /// The columns in the order in which they are read, each with the name of its table.
    const COLUMNS: &'static str;
    /// How many they are.
    const COUNT: usize;
    /// Adds the row that [`Record::write`] writes.
    const INSERT: &'static str;
    /// Sets what may change in the row that [`Record::write_changes`] names.
    const UPDATE: &'static str;

    /// Writes what [`Record::INSERT`] is given.
    fn write<W: Writer>(&self, writer: &mut W) -> Result<(), W::Error>;
    /// Writes what [`Record::UPDATE`] is given.
    fn write_changes<W: Writer>(&self, writer: &mut W) -> Result<(), W::Error>;
}

/// The row of another table beside this one, which may be missing there (`left join`). The first of
/// its columns is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined<T>(pub Option<T>);

impl<T: Record> Columns for Joined<T> {
    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error> {
        if reader.is_null()? {
            reader.skip(T::COUNT);
            return Ok(Self(None));
        }
        T::read(reader).map(|row| Self(Some(row)))
    }
}

/// The same, of a row that not everybody needs who reads this one: it takes nothing else with it when
/// it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside<T>(pub Result<Option<T>, Damaged>);

/// A row that cannot be read: the column that holds what is not understood, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} cannot be read")]
pub struct Damaged(pub String);

impl<T: Record> Columns for Aside<T> {
    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error> {
        let found = Joined::<T>::read(&mut reader.clone());
        reader.skip(T::COUNT);
        match found {
            Ok(Joined(row)) => Ok(Self(Ok(row))),
            Err(error) => match R::column_of(&error) {
                Some(column) => Ok(Self(Err(Damaged(column.to_owned())))),
                None => Err(error),
            },
        }
    }
}

/// The column is empty and may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is nothing")]
struct Missing;

impl<V: Value> Column for V {
    fn write<W: Writer>(&self, writer: &mut W) -> Result<(), W::Error> {
        V::write(Some(self), writer)
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error> {
        V::read(reader)?.ok_or_else(|| reader.refuse(Missing.into()))
    }
}

impl<V: Value> Column for Option<V> {
    fn write<W: Writer>(&self, writer: &mut W) -> Result<(), W::Error> {
        V::write(self.as_ref(), writer)
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error> {
        V::read(reader)
    }
}

impl<C: Column> Columns for C {
    fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error> {
        column(reader, "")
    }
}

/// Reads the next column, which is called so.
///
/// # Errors
/// When it holds what is not understood.
pub fn column<C: Column, R: Reader>(reader: &mut R, name: &'static str) -> Result<C, R::Error> {
    reader.name(name);
    C::read(reader)
}

/// Reads JSON from the next column, which is called so.
///
/// # Errors
/// When it holds what is not understood.
pub fn json<T: DeserializeOwned + 'static, R: Reader>(
    reader: &mut R,
    name: &'static str,
) -> Result<T, R::Error> {
    optional_json(reader, name)?.ok_or_else(|| reader.refuse(Missing.into()))
}

/// Reads JSON from the next column, which is called so and may be empty.
///
/// # Errors
/// When it holds what is not understood.
pub fn optional_json<T: DeserializeOwned + 'static, R: Reader>(
    reader: &mut R,
    name: &'static str,
) -> Result<Option<T>, R::Error> {
    reader.name(name);
    reader.json()
}

macro_rules! side_by_side {
    ($($part:ident),+) => {
        impl<$($part: Columns),+> Columns for ($($part,)+) {
            fn read<R: Reader>(reader: &mut R) -> Result<Self, R::Error> {
                Ok(($($part::read(reader)?,)+))
            }
        }
    };
}
side_by_side!(A, B);
side_by_side!(A, B, C);
side_by_side!(A, B, C, D);

/// Makes a [`Value`] of a type with `as_str` and `FromStr`: one of a closed set, an id, an address.
#[macro_export]
macro_rules! text_value {
    ($type:ty) => {
        $crate::text_value!($type, |value| value.as_str());
    };
    ($type:ty, |$value:ident| $text:expr) => {
        impl $crate::record::Value for $type {
            fn write<W: $crate::record::Writer>(
                value: Option<&Self>,
                writer: &mut W,
            ) -> Result<(), W::Error> {
                writer.text(value.map(|$value| std::borrow::Cow::from($text)))
            }

            fn read<R: $crate::record::Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
                reader.text(|text| Ok(text.parse::<Self>()?))
            }
        }
    };
}
pub use text_value;

/// Makes a [`Value`] of a type with `as_bytes` and `TryFrom<&[u8]>`.
macro_rules! bytes_value {
    ($type:ty) => {
        impl $crate::record::Value for $type {
            fn write<W: $crate::record::Writer>(
                value: Option<&Self>,
                writer: &mut W,
            ) -> Result<(), W::Error> {
                writer.bytes(value.map(|value| value.as_bytes().as_slice()))
            }

            fn read<R: $crate::record::Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
                reader.bytes(|bytes| Ok(Self::try_from(bytes)?))
            }
        }
    };
}
pub(crate) use bytes_value;

text_value!(String);
text_value!(Url);

impl Value for bool {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.truth(value.copied())
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        reader.truth()
    }
}

impl Value for i64 {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.number(value.copied())
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        reader.number()
    }
}

impl Value for u32 {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.number(value.copied().map(i64::from))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        let number = reader.number()?.map(Self::try_from);
        number
            .transpose()
            .map_err(|error| reader.refuse(error.into()))
    }
}

impl Value for Vec<u8> {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.bytes(value.map(Self::as_slice))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        reader.bytes(|bytes| Ok(bytes.to_vec()))
    }
}

impl<const LENGTH: usize> Value for [u8; LENGTH] {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.bytes(value.map(Self::as_slice))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        reader.bytes(|bytes| Ok(Self::try_from(bytes)?))
    }
}

impl Value for Json {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.json(value)
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        reader.json()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Record)]
    #[record(table = "pets", also(name_canonical = self.name.to_lowercase()))]
    struct Pet {
        id: i64,
        name: String,
        #[record(json)]
        toys: Option<Vec<String>>,
        #[record(column = "born_at", fixed)]
        born: i64,
    }

    #[derive(Record)]
    #[record(table = "owners")]
    struct Owner {
        #[record(key)]
        pet_id: i64,
        #[record(key)]
        name: String,
        since: i64,
    }

    #[test]
    fn a_struct_gives_its_table_select_insert_and_update() {
        assert_eq!(Pet::COLUMNS, "pets.id, pets.name, pets.toys, pets.born_at");
        assert_eq!(Pet::COUNT, 4);
        assert_eq!(
            Pet::INSERT,
            "insert into pets (id, name, toys, born_at, name_canonical) \
             values ($1, $2, $3, $4, $5)"
        );
        assert_eq!(
            Pet::UPDATE,
            "update pets set name = $2, toys = $3, name_canonical = $4 where id = $1"
        );
        assert_eq!(
            Owner::UPDATE,
            "update owners set since = $3 where pet_id = $1 and name = $2"
        );
    }

    struct Place {
        street: String,
        number: Option<i64>,
    }

    #[derive(Record)]
    #[record(table = "shops")]
    struct Shop {
        id: i64,
        #[record(parts(street, number))]
        place: Place,
        open: bool,
    }

    #[test]
    fn the_parts_of_a_field_are_columns_of_the_table() {
        assert_eq!(
            Shop::COLUMNS,
            "shops.id, shops.street, shops.number, shops.open"
        );
        let shop = Shop {
            id: 1,
            place: Place {
                street: "Main".to_owned(),
                number: Some(7),
            },
            open: true,
        };
        let mut written = Written(Vec::new());
        shop.write(&mut written).unwrap();
        assert_eq!(written.0, ["1", "Main", "7", "true"]);
    }

    /// What was written, as text.
    struct Written(Vec<String>);

    impl Written {
        fn note(&mut self, value: Option<String>) {
            self.0.push(value.unwrap_or_default());
        }
    }

    impl Writer for Written {
        type Error = Cause;

        fn truth(&mut self, value: Option<bool>) -> Result<(), Cause> {
            self.note(value.map(|value| value.to_string()));
            Ok(())
        }

        fn number(&mut self, value: Option<i64>) -> Result<(), Cause> {
            self.note(value.map(|value| value.to_string()));
            Ok(())
        }

        fn text(&mut self, value: Option<Cow<'_, str>>) -> Result<(), Cause> {
            self.note(value.map(Cow::into_owned));
            Ok(())
        }

        fn bytes(&mut self, value: Option<&[u8]>) -> Result<(), Cause> {
            self.note(value.map(|value| format!("{value:?}")));
            Ok(())
        }

        fn json<T: Serialize>(&mut self, value: Option<&T>) -> Result<(), Cause> {
            let text = value.map(serde_json::to_string).transpose()?;
            self.note(text);
            Ok(())
        }
    }

    #[test]
    fn values_are_written_in_the_order_of_the_statement() {
        let pet = Pet {
            id: 1,
            name: "Rex".to_owned(),
            toys: Some(vec!["ball".to_owned()]),
            born: 7,
        };
        let mut written = Written(Vec::new());
        pet.write(&mut written).unwrap();
        assert_eq!(written.0, ["1", "Rex", "[\"ball\"]", "7", "rex"]);
        let mut written = Written(Vec::new());
        let pet = Pet { toys: None, ..pet };
        pet.write_changes(&mut written).unwrap();
        assert_eq!(written.0, ["1", "Rex", "", "rex"]);
    }
}
