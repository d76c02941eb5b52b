//! Who fills which place: as many places as can be filled at once, each by another person.

/// For each person, the rule of which they fill a place; as many places as can be filled. `places` says how many each
/// rule has, and `can` the rules of which each person can fill one. Whoever comes first keeps a place.
pub fn fill(places: &[u32], can: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut filled = vec![None; can.len()];
    for person in 0..can.len() {
        find(person, places, can, &mut filled, &mut vec![false; places.len()]);
    }
    filled
}

/// Finds a place for a person, where others may have to move to another of theirs; false where none can be found.
fn find(
    person: usize,
    places: &[u32],
    can: &[Vec<usize>],
    filled: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for &rule in &can[person] {
        if std::mem::replace(&mut tried[rule], true) {
            continue;
        }
        let here = of(rule, filled);
        let is_free = here.len() < places[rule] as usize;
        if is_free || here.into_iter().any(|other| find(other, places, can, filled, tried)) {
            filled[person] = Some(rule);
            return true;
        }
    }
    false
}

/// The rules whose people could fill a free place of this rule: itself, and those from which somebody could move to
/// it, perhaps by way of others. Empty where it has no free place.
pub fn takes(rule: usize, places: &[u32], can: &[Vec<usize>], filled: &[Option<usize>]) -> Vec<usize> {
    if of(rule, filled).len() >= places[rule] as usize {
        return Vec::new();
    }
    let mut found = vec![rule];
    let mut next = 0;
    while let Some(&to) = found.get(next) {
        next += 1;
        let movable = can.iter().zip(filled).filter(|(can, _)| can.contains(&to));
        for from in movable.filter_map(|(_, place)| *place) {
            if !found.contains(&from) {
                found.push(from);
            }
        }
    }
    found
}

fn of(rule: usize, filled: &[Option<usize>]) -> Vec<usize> {
    filled.iter().enumerate().filter(|(_, place)| **place == Some(rule)).map(|(person, _)| person).collect()
}
