//! A table as the attributes of its struct tell it, and its statements.

use proc_macro2::Span;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Fields, Ident, LitStr, Result, Type, ext::IdentExt,
};

/// A table.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// Columns that are written beside those of the struct and not read, with their values.
    pub(crate) also: Vec<(Ident, Expr)>,
}

/// A column that a field of the struct stands in.
pub(crate) struct Column {
    pub(crate) field: Ident,
    pub(crate) name: Ident,
    pub(crate) role: Role,
    pub(crate) kind: Kind,
}

/// What an update does with a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Finds the row by it.
    Key,
    /// Leaves it alone.
    Fixed,
    /// Sets it.
    Changing,
}

/// How a field stands in its column.
pub(crate) enum Kind {
    Value,
    Json,
    OptionalJson,
    /// By way of another type.
    Made {
        stored: Box<Type>,
        get: Box<Expr>,
        make: Box<Expr>,
    },
    /// As a field of a field, which is a struct.
    Part {
        whole: Ident,
        ty: Box<Type>,
    },
}

/// A field whose own fields are columns.
pub(crate) struct Whole<'a> {
    pub(crate) field: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) parts: Vec<&'a Ident>,
}

impl Table {
    pub(crate) fn of(input: &DeriveInput) -> Result<Self> {
        let Data::Struct(data) = &input.data else {
            return Err(Error::new_spanned(&input.ident, "a record is a struct"));
        };
        let Fields::Named(fields) = &data.fields else {
            return Err(Error::new_spanned(&input.ident, "its columns have names"));
        };
        let (mut name, mut also) = (None, Vec::new());
        for attribute in ours(&input.attrs) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("table") {
                    name = Some(meta.value()?.parse::<LitStr>()?.value());
                    Ok(())
                } else if meta.path.is_ident("also") {
                    meta.parse_nested_meta(|column| {
                        let name = column.path.require_ident()?.clone();
                        also.push((name, column.value()?.parse()?));
                        Ok(())
                    })
                } else {
                    Err(meta.error("a record has `table` and `also`"))
                }
            })?;
        }
        let name =
            name.ok_or_else(|| Error::new_spanned(&input.ident, "`table = \"…\"` is missing"))?;
        let columns = fields.named.iter().map(Column::of);
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let mut columns: Vec<Column> = columns.into_iter().flatten().collect();
        if columns.iter().all(|column| column.role != Role::Key) {
            let first = columns.first_mut();
            first
                .ok_or_else(|| Error::new_spanned(&input.ident, "a record has columns"))?
                .role = Role::Key;
        }
        Ok(Self {
            name,
            columns,
            also,
        })
    }

    /// The columns in the order in which they are read.
    pub(crate) fn list(&self) -> String {
        let qualified = |column: &Column| format!("{}.{}", self.name, column.name);
        joined(self.columns.iter().map(qualified))
    }

    /// The fields whose own fields are columns.
    pub(crate) fn wholes(&self) -> Vec<Whole<'_>> {
        let mut wholes: Vec<Whole<'_>> = Vec::new();
        for column in &self.columns {
            let Kind::Part { whole, ty } = &column.kind else {
                continue;
            };
            match wholes.iter_mut().find(|known| known.field == whole) {
                Some(known) => known.parts.push(&column.field),
                None => wholes.push(Whole {
                    field: whole,
                    ty,
                    parts: vec![&column.field],
                }),
            }
        }
        wholes
    }

    pub(crate) fn insert(&self) -> String {
        let own = self.columns.iter().map(|column| &column.name);
        let names = own.chain(self.also.iter().map(|(name, _)| name));
        let names: Vec<String> = names.map(Ident::to_string).collect();
        let values = joined((1..=names.len()).map(|number| format!("${number}")));
        format!(
            "insert into {} ({}) values ({values})",
            self.name,
            names.join(", ")
        )
    }

    /// What an update is given, in this order: keys first.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &Column> {
        self.by_role(Role::Key).chain(self.by_role(Role::Changing))
    }

    pub(crate) fn update(&self) -> String {
        let changing = self.by_role(Role::Changing).map(|column| &column.name);
        let set = changing.chain(self.also.iter().map(|(name, _)| name));
        let keys = self.by_role(Role::Key).count();
        let given = |(number, name): (usize, &Ident)| format!("{name} = ${number}");
        let found = (1..).zip(self.by_role(Role::Key).map(|column| &column.name));
        format!(
            "update {} set {} where {}",
            self.name,
            joined((keys + 1..).zip(set).map(given)),
            found.map(given).collect::<Vec<_>>().join(" and ")
        )
    }

    fn by_role(&self, role: Role) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(move |column| column.role == role)
    }
}

impl Column {
    /// The column of a field, or those of its parts.
    fn of(field: &syn::Field) -> Result<Vec<Self>> {
        let ident = field
            .ident
            .clone()
            .ok_or_else(|| Error::new_spanned(field, "a column has a name"))?;
        let mut name = Ident::new(&ident.unraw().to_string(), Span::call_site());
        let (mut role, mut json) = (Role::Changing, false);
        let (mut stored, mut get, mut make) = (None, None, None);
        let mut parts = Vec::new();
        for attribute in ours(&field.attrs) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("json") {
                    json = true;
                } else if meta.path.is_ident("key") {
                    role = Role::Key;
                } else if meta.path.is_ident("fixed") {
                    role = Role::Fixed;
                } else if meta.path.is_ident("column") {
                    name = meta.value()?.parse::<LitStr>()?.parse()?;
                } else if meta.path.is_ident("stored") {
                    stored = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("get") {
                    get = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("make") {
                    make = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("parts") {
                    meta.parse_nested_meta(|part| {
                        parts.push(part.path.require_ident()?.clone());
                        Ok(())
                    })?;
                } else {
                    return Err(meta.error(
                        "a column has `json`, `key`, `fixed`, `column`, `stored`, `get`, `make`, `parts`",
                    ));
                }
                Ok(())
            })?;
        }
        if !parts.is_empty() {
            let part = |name: Ident| Self {
                field: name.clone(),
                name,
                role,
                kind: Kind::Part {
                    whole: ident.clone(),
                    ty: Box::new(field.ty.clone()),
                },
            };
            return Ok(parts.into_iter().map(part).collect());
        }
        let kind = kind(field, json, (stored, get, make))?;
        Ok(vec![Self {
            field: ident,
            name,
            role,
            kind,
        }])
    }
}

/// The way of another type, if its field says one: `stored`, `get` and `make`.
type Way = (Option<Box<Type>>, Option<Box<Expr>>, Option<Box<Expr>>);

fn kind(field: &syn::Field, json: bool, (stored, get, make): Way) -> Result<Kind> {
    match (json, stored, get, make) {
        (false, None, None, None) => Ok(Kind::Value),
        (true, None, None, None) if is_option(&field.ty) => Ok(Kind::OptionalJson),
        (true, None, None, None) => Ok(Kind::Json),
        (false, Some(stored), Some(get), Some(make)) => Ok(Kind::Made { stored, get, make }),
        _ => Err(Error::new_spanned(
            field,
            "`stored`, `get` and `make` go together",
        )),
    }
}

fn ours(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    let is_ours = |attribute: &&Attribute| attribute.path().is_ident("record");
    attributes.iter().filter(is_ours)
}

fn is_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|segment| segment.ident == "Option")
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
