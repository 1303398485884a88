import Foundation
import Testing

/// What the documentation refers to is there. `bin/docs` builds it; this is what can be told without.
@Suite struct DocumentationTests {
  private static let root = ExampleTests.root
  private static let catalogue = root + "/Sources/MemristorCrossbar/MemristorCrossbar.docc"

  /// The catalogue's own pages by name, without those that are made.
  private static let articles: [String: String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: catalogue)) ?? []
    let pages = files.filter { $0.hasSuffix(".md") }.map { file in
      (String(file.dropLast(3)), (try? read("\(catalogue)/\(file)")) ?? "")
    }
    return Dictionary(uniqueKeysWithValues: pages)
  }()

  private static let pictures = Set(
    (FileManager.default.enumerator(atPath: root + "/examples")?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".png") }.map { String($0.split(separator: "/").last ?? "") })

  /// The pages that `bin/docs` makes: of each command, each model with sources, and the decks.
  private static func madePages() throws -> Set<String> {
    let commands = articles["Commands"]?.matches(of: /<doc:(mxbar-[a-z-]+)>/).map { String($0.1) } ?? []
    let models = try FileManager.default.contentsOfDirectory(atPath: root + "/models")
      .filter { exists("\(root)/models/\($0)/SOURCE.md") }.map { "Model-\($0)" }
    return Set(commands + models + ["ExampleDecks"])
  }

  @Test func everyLinkAndPictureOfAnArticleExists() throws {
    let pages = Set(Self.articles.keys).union(try Self.madePages())
    #expect(Self.articles.count > 20)
    for (name, text) in Self.articles {
      for match in text.matches(of: /doc:([A-Za-z0-9-]+)/) { #expect(pages.contains(String(match.1)), "\(name): \(match.0)") }
      for match in text.matches(of: /!\[[^\]]+\]\(([^)]+)\)/) {
        #expect(Self.pictures.contains(String(match.1)), "\(name): \(match.1)")
      }
    }
  }

  @Test func everyArticleAndMadePageIsInAList() throws {
    let listed = Set(
      Self.articles.values.joined(separator: "\n").matches(of: /\n- <doc:([A-Za-z0-9-]+)>/).map { String($0.1) })
    for name in Set(Self.articles.keys).union(try Self.madePages()) where name != "MemristorCrossbar" {
      #expect(listed.contains(name), "no topic lists \(name)")
    }
  }

  @Test func everyPictureIsShown() throws {
    let texts = Self.articles.values.joined()
    for picture in Self.pictures { #expect(texts.contains("](\(picture))"), "no article shows \(picture)") }
  }

  @Test func everyFileThatIsNamedExists() throws {
    let pattern = /`((?:examples|models|Sources|Tests|python|netlists|docs|bin|Benchmarks)\/[A-Za-z0-9_.\/+-]+)`/
    for (name, text) in Self.articles {
      for match in text.matches(of: pattern) where !match.1.contains("NAME") {
        #expect(exists("\(Self.root)/\(match.1)"), "\(name): \(match.1)")
      }
    }
    for file in ["README.md", "examples/README.md"] {
      let folder = URL(fileURLWithPath: "\(Self.root)/\(file)").deletingLastPathComponent().path
      for match in try read("\(Self.root)/\(file)").matches(of: /\]\(([^)]+)\)/) where !match.1.hasPrefix("http") {
        #expect(exists("\(folder)/\(match.1)"), "\(file): \(match.1)")
      }
    }
  }

  /// Commands in groups are named by two words.
  @Test func everyCommandHasItsPage() async throws {
    func subcommands(_ words: [String]) async throws -> [String] {
      let help = try await Outcome.of(.path(Mxbar.path), words + ["--help"], in: NSTemporaryDirectory()).output
      let list = help.split(separator: "SUBCOMMANDS:\n").dropFirst().first ?? ""
      return list.matches(of: /(?m)^  ([a-z]+)(?: .*)?$/).map { String($0.1) }
    }
    var names: [String] = []
    for command in try await subcommands([]) {
      let own = ["device", "netlist", "campaign"].contains(command) ? try await subcommands([command]) : []
      names += own.isEmpty ? [command] : own.map { "\(command)-\($0)" }
    }
    let listed = Self.articles["Commands"]?.matches(of: /\n- <doc:mxbar-([a-z-]+)>/).map { String($0.1) } ?? []
    #expect(names.count > 20 && names.sorted() == listed.sorted())
    let page = try await Mxbar.run("help", "margin", "--markdown").output
    #expect(page.hasPrefix("# mxbar margin\n\n") && page.contains("| `--word-lines` |"))
  }

  @Test func thePageOfDevicesShowsTheExample() throws {
    let page = try #require(Self.articles["AddingADevice"])
    for file in ["mover.sub", "mover.yaml"] {
      let lines = try read("\(Self.root)/examples/new-device/mover/\(file)").split(separator: "\n").map { "    " + $0 }
      #expect(page.contains(lines.joined(separator: "\n")), "\(file) is not shown as it is")
    }
  }

  @Test func theReadmeIsShort() throws {
    #expect(try read(Self.root + "/README.md").split(whereSeparator: \.isWhitespace).count <= 900)
  }
}
