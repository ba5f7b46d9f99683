/* Licences: /explorer/LICENSES.txt */
import{a,b}from"./chunk-LRKFPKOL.js";import"./chunk-SGMADD3K.js";import"./chunk-Y7YN6IOF.js";import"./chunk-LCRN65YO.js";import"./chunk-FTTX33CV.js";import"./chunk-UMOPM3VU.js";import"./chunk-G5XQQLQN.js";import"./chunk-K3A7AWWT.js";export{b as getWorker,a as jsonDefaults};
