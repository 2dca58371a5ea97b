//! A script of the console taken apart: what it imports, what it exports, and the text between. Of
//! ECMA-262 §16.2 it knows the forms that the console and its libraries use; what else there is, is a fault
//! and not a guess.

/// A form that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is no import or export that can be joined")]
pub(super) struct UnknownForm(String);

/// A module.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Module<'a> {
    /// Its text, in order, without the words that only a module may use.
    pub(super) pieces: Vec<Piece<'a>>,
    /// What it takes from others.
    pub(super) imports: Vec<Import<'a>>,
    /// What others may import from it.
    pub(super) exports: Vec<Export<'a>>,
    /// The modules that it needs, as it names them, in order.
    pub(super) needs: Vec<&'a str>,
}

/// A part of its text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it stands there.
    Text(&'a str),
    /// A statement stood here that says only what is imported or exported.
    Gap,
    /// The name that the default export has inside the module.
    Default,
}

/// What is taken from another module.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import<'a> {
    /// As it is named.
    pub(super) from: &'a str,
    pub(super) bound: Vec<Bound<'a>>,
}

/// One thing that is imported, and its name in the module that wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound<'a> {
    /// Everything, as an object.
    All { local: &'a str },
    /// One export.
    One { name: &'a str, local: &'a str },
}

/// One thing that is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Export<'a> {
    /// For others.
    pub(super) name: &'a str,
    pub(super) value: Value<'a>,
}

/// What an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// What has this name in the module.
    Local(&'a str),
    /// The default export, which has no name in it.
    Default,
    /// What another module exports under this name.
    Of { from: &'a str, name: &'a str },
}

impl<'a> Module<'a> {
    /// Takes a script apart.
    ///
    /// # Errors
    /// Of what it imports or exports something is in a form that is not known.
    pub(super) fn of(script: &'a str) -> Result<Self, UnknownForm> {
        let unknown = |text: &str| UnknownForm(text.chars().take(40).collect());
        let mut module = Self::default();
        let mut rest = script;
        while let Some((before, statement)) = next_statement(rest) {
            module.pieces.push(Piece::Text(before));
            let mut cursor = Cursor(statement);
            let read = module.read(&mut cursor);
            rest = read.map(|()| cursor.0).ok_or_else(|| unknown(statement))?;
        }
        module.pieces.push(Piece::Text(rest));
        for piece in &module.pieces {
            if let Piece::Text(text) = piece
                && let Some(overlooked) = overlooked(text)
            {
                return Err(unknown(overlooked));
            }
        }
        Ok(module)
    }

    fn read(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        if cursor.eat("import") {
            return self.read_import(cursor);
        }
        cursor.eat("export");
        cursor.skip_space();
        if cursor.eat("default ") {
            // A function or a class with a name would be known by it in the module, too.
            let mut names = ["function ", "class ", "async "].iter();
            if names.any(|word| cursor.0.starts_with(word)) {
                return None;
            }
            self.pieces.push(Piece::Default);
            self.exports.push(Export {
                name: "default",
                value: Value::Default,
            });
            return Some(());
        }
        if cursor.0.starts_with('{') {
            return self.read_list(cursor);
        }
        // What is declared stays, and is exported besides.
        let mut ahead = Cursor(cursor.0);
        ahead.eat("async ");
        let is_known = ["const ", "function ", "class "]
            .iter()
            .any(|word| ahead.eat(word));
        let name = is_known.then(|| ahead.word())?;
        let value = Value::Local(name?);
        self.exports.push(Export { name: name?, value });
        Some(())
    }

    /// What follows `import`.
    fn read_import(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        cursor.skip_space();
        let mut bound = Vec::new();
        if let Some(from) = cursor.quoted() {
            return self.import(from, bound, cursor);
        }
        if let Some(local) = cursor.word() {
            let name = "default";
            bound.push(Bound::One { name, local });
        } else if cursor.eat("*") {
            cursor.skip_space();
            let local = cursor.eat("as ").then(|| cursor.word())??;
            bound.push(Bound::All { local });
        } else {
            let named = cursor.list()?.into_iter();
            bound.extend(named.map(|(name, local)| Bound::One { name, local }));
        }
        let from = cursor.source()?;
        self.import(from, bound, cursor)
    }

    fn import(
        &mut self,
        from: &'a str,
        bound: Vec<Bound<'a>>,
        cursor: &mut Cursor<'a>,
    ) -> Option<()> {
        self.pieces.push(Piece::Gap);
        self.needs.push(from);
        self.imports.push(Import { from, bound });
        cursor.end()
    }

    /// What follows `export` where a brace opens.
    fn read_list(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        let listed = cursor.list()?;
        let from = cursor.source();
        let exports = listed.into_iter().map(|(inner, name)| {
            let value = from.map_or(Value::Local(inner), |from| Value::Of { from, name: inner });
            Export { name, value }
        });
        self.exports.extend(exports);
        self.needs.extend(from);
        self.pieces.push(Piece::Gap);
        cursor.end()
    }
}

/// The text before the next import or export, and the rest from there on. Both stand at the beginning of a
/// line, or behind the end of another statement where line breaks were taken out.
fn next_statement(text: &str) -> Option<(&str, &str)> {
    split_at_word(text, |before, next| {
        let begins = before
            .chars()
            .next_back()
            .is_none_or(|c| "\n;}".contains(c));
        begins && next.is_some_and(|c| " {*\"'".contains(c))
    })
}

/// What begins like an import or an export, and was not read as one.
fn overlooked(text: &str) -> Option<&str> {
    let found = split_at_word(text, |before, next| {
        let line = before.trim_end_matches([' ', '\t']);
        let begins = line.is_empty() || line.ends_with(['\n', ';', '}']) || line.ends_with("*/");
        begins && next.is_none_or(|c| !is_part(c) && !".(:".contains(c))
    });
    found.map(|(_, rest)| rest)
}

/// The text before the first `import` or `export` that is wanted for the text before it and what comes next
/// behind it, and the rest from there on.
fn split_at_word(
    text: &str,
    is_wanted: impl Fn(&str, Option<char>) -> bool,
) -> Option<(&str, &str)> {
    // Both words end alike, so that one search finds the next of either.
    text.match_indices(ENDING).find_map(|(ending, _)| {
        let (before, rest) = text.split_at(ending);
        let before = before
            .strip_suffix("im")
            .or_else(|| before.strip_suffix("ex"))?;
        let next = rest.get(ENDING.len()..)?.chars().next();
        is_wanted(before, next).then(|| text.split_at(before.len()))
    })
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_part)
}

/// How `import` and `export` end.
const ENDING: &str = "port";

/// What is left to be read.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip_space(&mut self) {
        self.0 = self.0.trim_start();
    }

    /// A name.
    fn word(&mut self) -> Option<&'a str> {
        let end = self.0.find(|c| !is_part(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    /// The text between two quotes.
    fn quoted(&mut self) -> Option<&'a str> {
        let quote = self.0.chars().next().filter(|c| "\"'".contains(*c))?;
        let (inner, rest) = self.0.get(1..)?.split_once(quote)?;
        self.0 = rest;
        Some(inner)
    }

    /// Where something comes from.
    fn source(&mut self) -> Option<&'a str> {
        let mut ahead = Cursor(self.0.trim_start());
        if !ahead.eat("from") {
            return None;
        }
        ahead.skip_space();
        let from = ahead.quoted()?;
        self.0 = ahead.0;
        Some(from)
    }

    /// Names in braces, each with the one that it gets.
    fn list(&mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let (inner, rest) = self.0.strip_prefix('{')?.split_once('}')?;
        self.0 = rest;
        let named = inner
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty());
        let pairs = named.map(|one| one.split_once(" as ").unwrap_or((one, one)));
        let pairs: Vec<_> = pairs.collect();
        let are_names = pairs
            .iter()
            .all(|(one, other)| is_word(one) && is_word(other));
        are_names.then_some(pairs)
    }

    /// The end of the statement.
    fn end(&mut self) -> Option<()> {
        let is_over = self.eat(";") || self.0.is_empty() || self.0.starts_with('\n');
        is_over.then_some(())
    }
}

#[cfg(test)]
mod tests;
