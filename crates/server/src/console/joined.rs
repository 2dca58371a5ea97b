//! What the console begins with, as one script: modules that wait for each other are as many answers that
//! a person waits for. Each module keeps its text in a function of its own, and they run in the order in
//! which a browser would run them (ECMA-262 §16.2.1.5).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{
    imports::resolve,
    module::{Bound, Module, Piece, UnknownForm, Value},
};

/// What each module is called in the joined script, with its number.
const OBJECT: &str = "$module";
/// What the default export is called in the function of its module.
const DEFAULT: &str = "$default";
/// Where a tool finds the source of a script; it would be sought in vain for the joined one.
const SOURCE_MAP: &str = "//# sourceMappingURL=";

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
    /// Two modules export it, and others import both.
    #[error("{0} is exported by {1} and by {2}, which others import both")]
    Ambiguous(String, String, String),
}

/// The modules that are joined.
#[derive(Debug)]
pub(super) struct Joined {
    /// The script.
    pub(super) script: String,
    /// The modules in it, by their plain names.
    pub(super) names: BTreeSet<String>,
}

/// Joins what these modules need. `scripts` are all there are, by their plain names; `bare` says which file
/// a name means that is no path.
///
/// # Errors
/// [`Unjoinable`].
pub(super) fn join(
    first: &[&str],
    scripts: &BTreeMap<&str, &str>,
    bare: &BTreeMap<String, String>,
) -> Result<Joined, Unjoinable> {
    let mut all = BTreeMap::new();
    for (name, script) in scripts {
        let form = |why: UnknownForm| Unjoinable::Form((*name).to_owned(), why.to_string());
        all.insert(*name, Module::of(script).map_err(form)?);
    }
    let mut order = Order {
        all: &all,
        bare,
        numbers: BTreeMap::new(),
        begun: BTreeSet::new(),
        sorted: Vec::new(),
    };
    for name in first {
        order.add(name)?;
    }
    let Order {
        numbers, sorted, ..
    } = order;
    let join = Join {
        all: &all,
        bare,
        numbers: &numbers,
    };
    let mut script = String::new();
    for name in &sorted {
        join.write(&mut script, name)?;
    }
    join.export(&mut script, first)?;
    let names = numbers.into_keys().collect();
    Ok(Joined { script, names })
}

/// The file that a specifier means, by its plain name.
fn file(
    from: &str,
    specifier: &str,
    bare: &BTreeMap<String, String>,
) -> Result<String, Unjoinable> {
    let named = bare.get(specifier).cloned();
    let found = named.or_else(|| resolve(from, specifier));
    found.ok_or_else(|| Unjoinable::Missing(specifier.to_owned()))
}

/// Sorts modules so that each comes behind those that it needs.
struct Order<'a> {
    all: &'a BTreeMap<&'a str, Module<'a>>,
    bare: &'a BTreeMap<String, String>,
    numbers: BTreeMap<String, usize>,
    begun: BTreeSet<String>,
    sorted: Vec<String>,
}

impl Order<'_> {
    fn add(&mut self, name: &str) -> Result<(), Unjoinable> {
        if self.numbers.contains_key(name) {
            return Ok(());
        }
        let all = self.all;
        let module = all.get(name);
        let module = module.ok_or_else(|| Unjoinable::Missing(name.to_owned()))?;
        if !self.begun.insert(name.to_owned()) {
            return Err(Unjoinable::Circle(name.to_owned()));
        }
        for specifier in module.needs() {
            self.add(&file(name, specifier, self.bare)?)?;
        }
        self.numbers.insert(name.to_owned(), self.sorted.len());
        self.sorted.push(name.to_owned());
        Ok(())
    }
}

/// Writes them.
struct Join<'a> {
    all: &'a BTreeMap<&'a str, Module<'a>>,
    bare: &'a BTreeMap<String, String>,
    numbers: &'a BTreeMap<String, usize>,
}

impl Join<'_> {
    /// What the other module is called that `from` means in the module `name`.
    fn object(&self, name: &str, from: &str) -> Result<String, Unjoinable> {
        let file = file(name, from, self.bare)?;
        let number = self.numbers.get(&file);
        let number = number.ok_or(Unjoinable::Missing(file))?;
        Ok(format!("{OBJECT}{number}"))
    }

    fn module(&self, name: &str) -> Result<(&Module<'_>, usize), Unjoinable> {
        let found = self.all.get(name).zip(self.numbers.get(name));
        let (module, number) = found.ok_or_else(|| Unjoinable::Missing(name.to_owned()))?;
        Ok((module, *number))
    }

    fn write(&self, script: &mut String, name: &str) -> Result<(), Unjoinable> {
        let (module, number) = self.module(name)?;
        let _ = write!(script, "// {name}\nconst {OBJECT}{number}=(()=>{{");
        for piece in &module.pieces {
            match piece {
                Piece::Text(text) => {
                    let is_its_own = |word| !text.contains(word);
                    if !is_its_own(OBJECT) || !is_its_own(DEFAULT) || relative_later(name, text) {
                        let what = "a name or an address that means another thing here";
                        return Err(Unjoinable::Form(name.to_owned(), what.to_owned()));
                    }
                    let mapped = text.split_once(SOURCE_MAP);
                    script.push_str(mapped.map_or(*text, |(before, _)| before));
                }
                Piece::Default => {
                    let _ = write!(script, "const {DEFAULT}=");
                }
                Piece::Import { from, bound } => {
                    let object = self.object(name, from)?;
                    script.push_str(&bindings(&object, bound));
                }
            }
        }
        script.push_str("\nreturn{");
        for export in &module.exports {
            let _ = match export.value {
                Value::Local(local) if local == export.name => write!(script, "{local},"),
                Value::Local(local) => write!(script, "{}:{local},", export.name),
                Value::Default => write!(script, "{}:{DEFAULT},", export.name),
                Value::Of { from, name: other } => {
                    let object = self.object(name, from)?;
                    write!(script, "{}:{object}.{other},", export.name)
                }
            };
        }
        script.push_str("};})();\n");
        Ok(())
    }

    /// Exports what modules that are not among these import from them, and all of those that are loaded
    /// by name. The import map leads all of them to the joined script, so a name means one thing.
    fn export(&self, script: &mut String, first: &[&str]) -> Result<(), Unjoinable> {
        let mut wanted: BTreeMap<&str, String> = BTreeMap::new();
        for name in first {
            for export in &self.module(name)?.0.exports {
                want(&mut wanted, export.name, (*name).to_owned())?;
            }
        }
        let others = self.all.iter();
        for (name, module) in others.filter(|(name, _)| !self.numbers.contains_key(**name)) {
            for piece in &module.pieces {
                let Piece::Import { from, bound } = piece else {
                    continue;
                };
                let of = file(name, from, self.bare)?;
                for bound in bound.iter().filter(|_| self.numbers.contains_key(&of)) {
                    match bound {
                        Bound::One { name, .. } if *name != "default" => {
                            want(&mut wanted, name, of.clone())?;
                        }
                        Bound::One { .. } | Bound::All { .. } => {
                            let what = format!("import of all of {of}");
                            return Err(Unjoinable::Form((*name).to_owned(), what));
                        }
                    }
                }
            }
        }
        for (name, of) in wanted {
            let (_, number) = self.module(&of)?;
            let _ = writeln!(script, "export const {{{name}}}={OBJECT}{number};");
        }
        Ok(())
    }
}

fn want<'a>(
    wanted: &mut BTreeMap<&'a str, String>,
    name: &'a str,
    of: String,
) -> Result<(), Unjoinable> {
    match wanted.get(name) {
        Some(other) if *other != of => {
            let (name, other) = (name.to_owned(), other.clone());
            Err(Unjoinable::Ambiguous(name, other, of))
        }
        _ => {
            wanted.insert(name, of);
            Ok(())
        }
    }
}

/// Whether a module of a folder asks for something by its place: the joined script lies elsewhere.
fn relative_later(name: &str, text: &str) -> bool {
    let asks = [
        "import(\".",
        "import.meta.resolve(\".",
        "import.meta.resolve(`.",
        "import.meta.url",
    ];
    // In the type of a comment it is no call.
    let is_call =
        |(place, _): (usize, &str)| !text.get(..place).is_some_and(|text| text.ends_with('{'));
    let mut calls = asks.iter().flat_map(|asked| text.match_indices(asked));
    name.contains('/') && calls.any(is_call)
}

/// What binds names of another module.
fn bindings(object: &str, bound: &[Bound<'_>]) -> String {
    let mut text = String::new();
    let mut named = Vec::new();
    for one in bound {
        match one {
            Bound::All { local } => {
                let _ = write!(text, "const {local}={object};");
            }
            Bound::One { name, local } if name == local => named.push((*name).to_owned()),
            Bound::One { name, local } => named.push(format!("{name}:{local}")),
        }
    }
    if !named.is_empty() {
        let _ = write!(text, "const{{{}}}={object};", named.join(","));
    }
    text
}

#[cfg(test)]
mod tests;
