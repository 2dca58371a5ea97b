//! The modules of a crate as its source declares them: which file each stands in, what it holds,
//! and every path it mentions. What is compiled for tests only is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use syn::{
    Attribute, ImplItem, Item, ItemMod, ItemUse, Macro, Meta, TraitItem, UseTree, Visibility,
    visit::{self, Visit},
};

use super::tokens;

/// The names from the root of the crate to a module.
pub(crate) type Place = Vec<String>;

/// A path of the source, as it is written.
#[derive(Debug)]
pub(crate) struct Mention {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// One module: a file, or a block in a file.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) file: PathBuf,
    pub(crate) children: BTreeSet<String>,
    /// What `use` made known by another name, and the path it stands for.
    pub(crate) bindings: BTreeMap<String, Vec<String>>,
    pub(crate) mentions: Vec<Mention>,
}

/// All modules below one root.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    pub(crate) all: BTreeMap<Place, Module>,
    /// Every file that was read, those of tests included.
    pub(crate) files: BTreeSet<PathBuf>,
}

/// What a file says; `None` when there is no such file.
pub(crate) type Source<'a> = &'a dyn Fn(&Path) -> Option<String>;

impl Modules {
    /// Reads the crate whose root is `file`.
    pub(crate) fn read(file: &Path, source: Source<'_>) -> Self {
        let mut modules = Self::default();
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        modules.add_file(Vec::new(), file, &folder, source, Purpose::Product);
        modules
    }

    /// `folder` is where the files of the children stand.
    fn add_file(
        &mut self,
        place: Place,
        file: &Path,
        folder: &Path,
        source: Source<'_>,
        purpose: Purpose,
    ) {
        let text = source(file).unwrap_or_else(|| panic!("there is no {}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        self.files.insert(file.to_owned());
        let block = Block {
            file,
            folder,
            source,
            purpose,
        };
        self.add(place, &parsed.items, &block);
    }

    fn add(&mut self, place: Place, items: &[Item], block: &Block<'_>) {
        let mut reader = Reader::default();
        for item in items {
            reader.visit_item(item);
        }
        let declared = items.iter().filter_map(|item| match item {
            Item::Mod(module) => Some(module),
            _ => None,
        });
        let mut children = BTreeSet::new();
        for module in declared {
            let name = module.ident.to_string();
            if !is_for_tests(&module.attrs) {
                children.insert(name.clone());
            }
            self.add_child([place.as_slice(), &[name]].concat(), module, block);
        }
        if block.purpose == Purpose::Product {
            let module = Module {
                file: block.file.to_owned(),
                children,
                bindings: reader.bindings,
                mentions: reader.mentions,
            };
            self.all.insert(place, module);
        }
    }

    fn add_child(&mut self, place: Place, module: &ItemMod, block: &Block<'_>) {
        assert!(
            !module.attrs.iter().any(|attr| attr.path().is_ident("path")),
            "{}: a module with `path` is not where its name says",
            block.file.display()
        );
        let name = module.ident.to_string();
        let folder = block.folder.join(&name);
        let purpose = if is_for_tests(&module.attrs) {
            Purpose::Tests
        } else {
            block.purpose
        };
        if let Some((_, items)) = &module.content {
            let block = Block {
                folder: &folder,
                purpose,
                ..*block
            };
            self.add(place, items, &block);
        } else {
            let beside = block.folder.join(format!("{name}.rs"));
            let file = match (block.source)(&beside) {
                Some(_) => beside,
                None => folder.join("mod.rs"),
            };
            self.add_file(place, &file, &folder, block.source, purpose);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Product,
    Tests,
}

/// Where the items of a module stand.
#[derive(Clone, Copy)]
struct Block<'a> {
    file: &'a Path,
    folder: &'a Path,
    source: Source<'a>,
    purpose: Purpose,
}

/// Whether an item is compiled for tests only.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) => list.path.is_ident("cfg") && tokens::demand_test(list.tokens.clone()),
        Meta::NameValue(_) => false,
    })
}

/// The attributes of an item of a module.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Collects what the items of one module mention. Modules within it are not entered.
#[derive(Default)]
struct Reader {
    bindings: BTreeMap<String, Vec<String>>,
    mentions: Vec<Mention>,
}

impl Reader {
    fn mention(&mut self, path: Vec<String>, line: usize) {
        self.mentions.push(Mention { path, line });
    }

    fn bind(&mut self, name: &syn::Ident, path: Vec<String>, line: usize) {
        self.bindings
            .entry(name.to_string())
            .or_insert(path.clone());
        self.mention(path, line);
    }

    /// Takes a tree of `use` apart, leaf by leaf.
    fn take(&mut self, before: &[String], tree: &UseTree) {
        let line = match tree {
            UseTree::Path(part) => part.ident.span(),
            UseTree::Name(leaf) => leaf.ident.span(),
            UseTree::Rename(leaf) => leaf.ident.span(),
            UseTree::Glob(glob) => glob.star_token.span,
            UseTree::Group(group) => group.brace_token.span.open(),
        };
        let line = line.start().line;
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(part) => self.take(&with(&part.ident), &part.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.take(before, tree)),
            UseTree::Glob(_) => self.mention(before.to_vec(), line),
            UseTree::Name(leaf) if leaf.ident == "self" => {
                let name = before.last().map_or("self", String::as_str);
                let name = syn::Ident::new(name, leaf.ident.span());
                self.bind(&name, before.to_vec(), line);
            }
            UseTree::Name(leaf) => self.bind(&leaf.ident, with(&leaf.ident), line),
            UseTree::Rename(leaf) if leaf.ident == "self" => {
                self.bind(&leaf.rename, before.to_vec(), line);
            }
            UseTree::Rename(leaf) => self.bind(&leaf.rename, with(&leaf.ident), line),
        }
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        if !matches!(item, Item::Mod(_)) && !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &TraitItem) {
        let TraitItem::Fn(function) = item else {
            return visit::visit_trait_item(self, item);
        };
        if !is_for_tests(&function.attrs) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        if item.leading_colon.is_none() {
            self.take(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        // One name alone is local or was brought by a `use`, which is counted itself.
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let names = path.segments.iter().map(|part| part.ident.to_string());
            let line = path.segments[0].ident.span().start().line;
            self.mention(names.collect(), line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &Macro) {
        self.visit_path(&call.path);
        for (path, line) in tokens::paths(call.tokens.clone()) {
            self.mention(path, line);
        }
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        // A path in a text is one too: `#[serde(with = "crate::time::seconds")]`.
        if let Meta::List(list) = &attribute.meta {
            let tokens = list.tokens.clone();
            for (path, line) in tokens::paths(tokens.clone())
                .into_iter()
                .chain(tokens::quoted(tokens))
            {
                self.mention(path, line);
            }
        }
    }

    /// `pub(in crate::x)` says who may see a thing and asks nothing of `x`.
    fn visit_visibility(&mut self, _: &Visibility) {}
}
