//! Which members of a setting the file sets. Those are changed there: what the API stores of them
//! would lie below and have no effect.

use serde_json::{Map, Value};

/// The path of a member, from the outside in.
pub type Path = Vec<String>;

/// Every member that a layer sets, each by its path; a list is one.
pub fn members(layer: Option<&Value>) -> Vec<Path> {
    let mut found = Vec::new();
    if let Some(layer) = layer {
        gather(layer, &mut Path::new(), &mut found);
    }
    // Databases keep the members of an object in orders of their own.
    found.sort_unstable();
    found
}

fn gather(value: &Value, path: &mut Path, found: &mut Vec<Path>) {
    let Value::Object(members) = value else {
        found.push(path.clone());
        return;
    };
    for (name, member) in members {
        path.push(name.clone());
        gather(member, path, found);
        path.pop();
    }
}

/// As people and programs read it: `color.primaryColor`.
pub fn dotted(path: &[String]) -> String {
    path.join(".")
}

/// What stands at a path.
pub fn at<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    let mut names = path.iter();
    names.try_fold(value, |value, name| value.get(name))
}

/// Makes a member what it is elsewhere, or takes it away where it is not.
pub fn keep(changed: &mut Map<String, Value>, before: &Value, path: &[String]) {
    let [name, rest @ ..] = path else {
        return;
    };
    let old = before.get(name);
    if rest.is_empty() {
        match old {
            Some(old) => changed.insert(name.clone(), old.clone()),
            None => changed.remove(name),
        };
    } else if let Some(Value::Object(inner)) = changed.get_mut(name) {
        keep(inner, old.unwrap_or(&Value::Null), rest);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_member_that_the_file_sets_is_named_and_a_list_is_one() {
        let file = json!({
            "color": {"primaryColor": "#112233"},
            "signIn": {"methods": [{"identifier": "email"}]},
            "signInMode": "SignIn",
        });
        let named: Vec<String> = members(Some(&file))
            .iter()
            .map(|path| dotted(path))
            .collect();
        assert_eq!(
            named,
            ["color.primaryColor", "signIn.methods", "signInMode"]
        );
        assert_eq!(members(None), Vec::<Path>::new());
    }

    #[test]
    fn what_the_file_owns_is_kept_as_it_was_stored() {
        let before = json!({"color": {"primaryColor": "#1"}, "signInMode": "SignIn"});
        let changed = json!({"color": {"primaryColor": "#2", "x": 1}, "signUp": {"y": 2}, "z": 3});
        let Value::Object(mut changed) = changed else {
            panic!("it is one");
        };
        for path in [
            &["color", "primaryColor"][..],
            &["signUp", "y"],
            &["z"],
            &["signInMode"],
        ] {
            let path: Path = path.iter().map(|name| (*name).to_owned()).collect();
            keep(&mut changed, &before, &path);
        }
        let kept = json!({
            "color": {"primaryColor": "#1", "x": 1}, "signUp": {}, "signInMode": "SignIn",
        });
        assert_eq!(Value::Object(changed), kept);
    }
}
