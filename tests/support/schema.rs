//! A check of JSON against a JSON Schema, for the words of draft 2020-12 that ours uses. A word that it does not
//! know is an error, so that the schema cannot come to mean more than is checked.

use serde_json::{Map, Value};

/// What of `value` does not fit, with its path.
pub fn misfits(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let words = schema.as_object().expect("a schema is an object");
    let none = Map::new();
    let properties = words.get("properties").and_then(Value::as_object).unwrap_or(&none);
    for (word, wanted) in words {
        match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "properties" => {}
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(name).expect("a definition"), value, path, found);
            }
            "const" if value != wanted => found.push(format!("{path}: is not {wanted}")),
            "const" => {}
            "type" => {
                let types = match wanted {
                    Value::Array(types) => types.iter().map(|one| one.as_str().unwrap()).collect(),
                    one => vec![one.as_str().unwrap()],
                };
                let is = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                if !types.contains(&is) {
                    found.push(format!("{path}: is {is}, not {types:?}"));
                }
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    if value.as_object().is_some_and(|map| !map.contains_key(name.as_str().unwrap())) {
                        found.push(format!("{path}: lacks {name}"));
                    }
                }
            }
            "additionalProperties" => {
                let named = |key: &str| properties.contains_key(key) || by_pattern(schema, key).is_some();
                for (key, value) in value.as_object().into_iter().flatten().filter(|(key, _)| !named(key)) {
                    match wanted {
                        Value::Bool(false) => found.push(format!("{path}.{key}: has no place")),
                        Value::Bool(true) => {}
                        schema => check(root, schema, value, &format!("{path}.{key}"), found),
                    }
                }
            }
            "patternProperties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = by_pattern(schema, key) {
                        check(root, schema, value, &format!("{path}.{key}"), found);
                    }
                }
            }
            "items" => {
                for (place, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, wanted, value, &format!("{path}[{place}]"), found);
                }
            }
            "minItems" if value.as_array().is_some_and(|list| (list.len() as u64) < wanted.as_u64().unwrap()) => {
                found.push(format!("{path}: has fewer than {wanted}"));
            }
            "minLength"
                if value.as_str().is_some_and(|text| (text.chars().count() as u64) < wanted.as_u64().unwrap()) =>
            {
                found.push(format!("{path}: is shorter than {wanted}"));
            }
            "maxLength"
                if value.as_str().is_some_and(|text| (text.chars().count() as u64) > wanted.as_u64().unwrap()) =>
            {
                found.push(format!("{path}: is longer than {wanted}"));
            }
            "minItems" | "minLength" | "maxLength" => {}
            "anyOf" => {
                let mut all = Vec::new();
                let fits = wanted.as_array().unwrap().iter().any(|schema| {
                    let mut misfits = Vec::new();
                    check(root, schema, value, path, &mut misfits);
                    let fits = misfits.is_empty();
                    all.extend(misfits);
                    fits
                });
                if !fits {
                    found.push(format!("{path}: fits none of: {}", all.join("; ")));
                }
            }
            other => panic!("the schema uses {other}, which is not checked"),
        }
    }
    if let Some(map) = value.as_object() {
        for (key, schema) in properties {
            if let Some(value) = map.get(key) {
                check(root, schema, value, &format!("{path}.{key}"), found);
            }
        }
    }
}

/// What a schema wants of a member whose name fits one of its patterns. Ours are beginnings: `^known_in/`.
fn by_pattern<'a>(schema: &'a Value, key: &str) -> Option<&'a Value> {
    let patterns = schema.get("patternProperties")?.as_object()?;
    patterns.iter().find_map(|(pattern, schema)| {
        let beginning = pattern.strip_prefix('^').expect("a pattern that is a beginning");
        key.starts_with(beginning).then_some(schema)
    })
}
