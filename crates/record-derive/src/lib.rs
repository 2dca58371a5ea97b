//! `#[derive(Record)]`: the statements of a table, and the way of a struct into its row and back.
//! What it makes, and what its attributes mean, is told at `oidc_core::record`.

mod table;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Code;
use quote::quote;
use syn::{DeriveInput, Error, parse_macro_input};

use crate::table::{Column, Kind, Table, Whole};

/// Implements `oidc_core::record::Record` for a struct with named fields.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    Table::of(&input)
        .map_or_else(Error::into_compile_error, |table| implement(&input, &table))
        .into()
}

fn implement(input: &DeriveInput, table: &Table) -> Code {
    let record = &input.ident;
    let (columns, insert, update) = (table.list(), table.insert(), table.update());
    let count = table.columns.len();
    let writes = table.columns.iter().map(write).chain(write_also(table));
    let changes = table.changes().map(write).chain(write_also(table));
    let reads = table.columns.iter().map(|column| read(table, column));
    let wholes = table.wholes();
    let made = table.columns.iter().filter_map(make);
    let made = made.chain(wholes.iter().map(put_together));
    let own = |column: &&Column| !matches!(column.kind, Kind::Part { .. });
    let own = table.columns.iter().filter(own).map(|column| &column.field);
    let fields = own.chain(wholes.iter().map(|whole| whole.field));
    quote! {
        #[automatically_derived]
        impl ::oidc_core::record::Columns for #record {
            fn read<R: ::oidc_core::record::Reader>(
                reader: &mut R,
            ) -> ::core::result::Result<Self, R::Error> {
                #(#reads)*
                #(#made)*
                ::core::result::Result::Ok(Self { #(#fields),* })
            }
        }

        #[automatically_derived]
        impl ::oidc_core::record::Record for #record {
            const COLUMNS: &'static str = #columns;
            const COUNT: usize = #count;
            const INSERT: &'static str = #insert;
            const UPDATE: &'static str = #update;

            fn write<W: ::oidc_core::record::Writer>(
                &self,
                writer: &mut W,
            ) -> ::core::result::Result<(), W::Error> {
                #(#writes)*
                ::core::result::Result::Ok(())
            }

            fn write_changes<W: ::oidc_core::record::Writer>(
                &self,
                writer: &mut W,
            ) -> ::core::result::Result<(), W::Error> {
                #(#changes)*
                ::core::result::Result::Ok(())
            }
        }
    }
}

fn write(column: &Column) -> Code {
    let field = &column.field;
    match &column.kind {
        Kind::Value => quote!(::oidc_core::record::Column::write(&self.#field, writer)?;),
        Kind::Json => {
            quote!(writer.json(::core::option::Option::Some(&self.#field))?;)
        }
        Kind::OptionalJson => quote!(writer.json(self.#field.as_ref())?;),
        Kind::Made { get, .. } => quote!(::oidc_core::record::Value::write(#get, writer)?;),
        Kind::Part { whole, .. } => {
            quote!(::oidc_core::record::Column::write(&self.#whole.#field, writer)?;)
        }
    }
}

fn write_also(table: &Table) -> impl Iterator<Item = Code> {
    let values = table.also.iter().map(|(_, value)| value);
    values.map(|value| quote!(::oidc_core::record::Column::write(&#value, writer)?;))
}

fn read(table: &Table, column: &Column) -> Code {
    let (field, name) = (&column.field, format!("{}.{}", table.name, column.name));
    match &column.kind {
        Kind::Value | Kind::Part { .. } => {
            quote!(let #field = ::oidc_core::record::column(reader, #name)?;)
        }
        Kind::Json => quote!(let #field = ::oidc_core::record::json(reader, #name)?;),
        Kind::OptionalJson => {
            quote!(let #field = ::oidc_core::record::optional_json(reader, #name)?;)
        }
        Kind::Made { stored, .. } => {
            let local = &column.name;
            quote!(let #local: #stored = ::oidc_core::record::column(reader, #name)?;)
        }
    }
}

fn make(column: &Column) -> Option<Code> {
    let field = &column.field;
    match &column.kind {
        Kind::Made { make, .. } => Some(quote!(let #field = #make;)),
        Kind::Value | Kind::Json | Kind::OptionalJson | Kind::Part { .. } => None,
    }
}

fn put_together(whole: &Whole<'_>) -> Code {
    let Whole { field, ty, parts } = whole;
    quote!(let #field = #ty { #(#parts),* };)
}
