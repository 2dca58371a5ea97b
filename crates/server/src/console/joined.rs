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
    for (name, script) in scripts {
        join.check_later(name, script, first)?;
        join.check_imports(name)?;
    }
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
        for specifier in &module.needs {
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

    /// What is loaded when it is needed is loaded by its address, and that of a joined module leads to all
    /// of them: only one of the `first` is found there.
    fn check_later(&self, name: &str, script: &str, first: &[&str]) -> Result<(), Unjoinable> {
        for rest in calls(script, "import(") {
            let quoted = rest
                .get(1..)
                .and_then(|text| text.split(['"', '\'', '`']).next());
            let file = resolve(name, quoted.unwrap_or_default());
            let file = file.filter(|file| self.numbers.contains_key(file));
            if let Some(file) = file.filter(|file| !first.contains(&&**file)) {
                return Err(Unjoinable::Later(name.to_owned(), file));
            }
        }
        Ok(())
    }

    /// Whatever is imported is exported.
    fn check_imports(&self, name: &str) -> Result<(), Unjoinable> {
        for (from, wanted) in self.wanted(name) {
            let of = file(name, from, self.bare)?;
            let Some(other) = self.all.get(&*of) else {
                return Err(Unjoinable::Missing(of));
            };
            if !other.exports.iter().any(|export| export.name == wanted) {
                return Err(Unjoinable::NotExported(
                    name.to_owned(),
                    wanted.to_owned(),
                    of,
                ));
            }
        }
        Ok(())
    }

    /// What a module takes from others by its name, or passes on.
    fn wanted(&self, name: &str) -> Vec<(&str, &str)> {
        let Some(module) = self.all.get(name) else {
            return Vec::new();
        };
        let imported = module.imports.iter().flat_map(|import| {
            let named = import.bound.iter().filter_map(|bound| match bound {
                Bound::One { name, .. } => Some(*name),
                Bound::All { .. } => None,
            });
            named.map(|name| (import.from, name))
        });
        let passed_on = module
            .exports
            .iter()
            .filter_map(|export| match export.value {
                Value::Of { from, name } => Some((from, name)),
                Value::Local(_) | Value::Default => None,
            });
        imported.chain(passed_on).collect()
    }

    fn write(&self, script: &mut String, name: &str) -> Result<(), Unjoinable> {
        let (module, number) = self.module(name)?;
        let _ = write!(script, "// {name}\nconst {OBJECT}{number}=(()=>{{");
        for import in &module.imports {
            let object = self.object(name, import.from)?;
            script.push_str(&bindings(&object, &import.bound));
        }
        for piece in &module.pieces {
            match piece {
                Piece::Text(text) => {
                    if text.contains(OBJECT) || text.contains(DEFAULT) || is_relative(name, text) {
                        let what = "a name or an address that means another thing here";
                        return Err(Unjoinable::Form(name.to_owned(), what.to_owned()));
                    }
                    push_unmapped(script, text);
                }
                Piece::Gap => script.push(';'),
                Piece::Default => {
                    let _ = write!(script, "const {DEFAULT}=");
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
        let mut all: BTreeMap<&str, String> = BTreeMap::new();
        for name in first {
            for export in &self.module(name)?.0.exports {
                want(&mut all, export.name, (*name).to_owned())?;
            }
        }
        let outside = self.all.iter();
        for (name, module) in outside.filter(|(name, _)| !self.numbers.contains_key(**name)) {
            for (from, wanted) in self.wanted(name) {
                let of = file(name, from, self.bare)?;
                if self.numbers.contains_key(&of) {
                    want(&mut all, wanted, of)?;
                }
            }
            for import in &module.imports {
                let of = file(name, import.from, self.bare)?;
                let is_whole = import.bound.iter().any(|bound| match bound {
                    Bound::One { name, .. } => *name == "default",
                    Bound::All { .. } => true,
                });
                if is_whole && self.numbers.contains_key(&of) {
                    let what = format!("import of all of {of}");
                    return Err(Unjoinable::Form((*name).to_owned(), what));
                }
            }
        }
        for (number, (name, of)) in all.into_iter().enumerate() {
            // A name of its own inside: what is exported may be called like what every script knows.
            let (_, module) = self.module(&of)?;
            let _ = writeln!(
                script,
                "const{{{name}:{OBJECT}E{number}}}={OBJECT}{module};export{{{OBJECT}E{number} as {name}}};"
            );
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

/// What follows each place where a script calls this, but for the types in its comments.
fn calls<'a>(script: &'a str, called: &str) -> impl Iterator<Item = &'a str> {
    let places = script.match_indices(called);
    places.filter_map(|(place, called)| {
        let (before, rest) = script.split_at(place);
        let is_comment = before.rfind("/*") > before.rfind("*/");
        (!is_comment).then(|| rest.get(called.len()..)).flatten()
    })
}

/// Whether a module of a folder asks for something by its place: the joined script lies elsewhere.
fn is_relative(name: &str, text: &str) -> bool {
    let mut meta = calls(text, "import.meta");
    let is_whole = |rest: &str| rest.starts_with(".resolve(`${base}/");
    name.contains('/') && (calls(text, "import(").next().is_some() || !meta.all(is_whole))
}

/// Adds a text, without the line that says where a tool finds its source.
fn push_unmapped(script: &mut String, text: &str) {
    let Some((before, rest)) = text.split_once(SOURCE_MAP) else {
        script.push_str(text);
        return;
    };
    let (_, behind) = rest.split_once('\n').unwrap_or_default();
    script.push_str(before);
    script.push('\n');
    script.push_str(behind);
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
