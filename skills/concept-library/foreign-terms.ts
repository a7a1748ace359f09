/** What students call the subjects in their own language: the English word first, then theirs. */
const TERMS = `
variable: variables variablen variável variáveis variabile variabili переменная переменные 变量 変数
list: lista listas liste listes listen listen список списки 列表 リスト
dictionary: diccionario diccionarios dictionnaire dictionnaires wörterbuch wörterbücher dicionário dicionários dizionario dizionari словарь словари 字典 辞書
loop: bucle bucles ciclo ciclos boucle boucles schleife schleifen laço laços cicli цикл циклы 循环 ループ
function: función funciones fonction fonctions funktion funktionen função funções funzione funzioni функция функции 函数 関数
string: cadena cadenas chaîne chaînes zeichenkette zeichenketten stringa stringhe строка строки 字符串 文字列
class: clase clases classe classes klasse klassen classi класс классы 类 クラス
tuple: tupla tuplas tupel tuplas tuple кортеж 元组 タプル
set: conjunto conjuntos menge mengen insieme множество 集合
conditional: condicional condicionales bedingung bedingungen condicionais condizione условие 条件
recursion: recursión recursividad récursion récursivité rekursion recursão ricorsione рекурсия 递归 再帰
inheritance: herencia héritage vererbung herança ereditarietà наследование 继承 継承
file: archivo archivos fichero ficheros fichier fichiers datei dateien arquivo arquivos файл файлы 文件 ファイル
exception: excepción excepciones ausnahme ausnahmen exceção exceções eccezione eccezioni исключение 异常 例外
module: módulo módulos modul module moduli модуль 模块 モジュール
decorator: decorador decoradores décorateur décorateurs dekorator decoratore декоратор 装饰器 デコレータ
`;

const ENGLISH_OF = new Map(
  TERMS.trim()
    .split('\n')
    .flatMap((row) => {
      const [english = '', theirs = ''] = row.split(': ');
      return theirs.split(' ').map((word): [string, string] => [word, english]);
    }),
);
/** Words that are English too ("classes", "modules") tell of no other language. */
const OWN = new Set(['variables', 'classes', 'tuple', 'module', 'listen', 'file']);
for (const word of OWN) ENGLISH_OF.delete(word);

/** Scripts without spaces between words: their terms are looked for inside the text. */
const INSIDE = [...ENGLISH_OF].filter(([word]) => /[\u3040-\u30ff\u3400-\u9fff]/.test(word));

/** The small words around a term, in the languages of the terms. */
const AROUND =
  /(?<![\p{L}])(?:¿?qu[eé] (?:es|son)|un[ao]?s?|el|la|las|los|sobre|c['’]est quoi|qu['’]est[- ]ce que?(?: c['’]est)?|une?|les?|des|du|sur|was (?:ist|sind)|eine?[nrs]?|der|die|das|den|zu[rm]?|über|o que (?:é|são)|uma?|os?|cos['’]?è|che cosa (?:è|sono)|что такое)(?![\p{L}])/giu;

/**
 * A question with the subjects it names in another language put into English.
 * @returns undefined when it names none
 */
export function toEnglishTerms(question: string): string | undefined {
  const text = question.slice(0, 2_000).normalize('NFC');
  let found = false;
  const spaced = text.replace(/[\p{L}]+/gu, (word) => {
    const english = ENGLISH_OF.get(word.toLowerCase());
    if (english === undefined) return word;
    found = true;
    return english;
  });
  const inside = INSIDE.filter(([word]) => text.includes(word)).map(([, english]) => english);
  if (!found && inside.length === 0) return undefined;
  return `${spaced.replace(AROUND, ' ').replace(/[^\x20-\x7e]+/g, ' ')} ${inside.join(' ')}`.trim();
}
